import RuleLanguage
import Testing

@Suite struct WarningCodeTests {
  @Test func everyWarningOnAQueryCanBeSilenced() {
    let codes = QueryCode.allCases.filter { $0.severity == .warning }.map(\.rawValue)
    #expect(!codes.isEmpty)
    let told = Set(WarningCode.toldByReading.map(\.rawValue))
    #expect(codes.filter { !told.contains($0) } == [])
  }

  @Test func codesStandInTheOrderOfTheAlphabet() {
    let codes = WarningCode.allCases.map(\.rawValue)
    #expect(codes == codes.sorted())
  }
}
