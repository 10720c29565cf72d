import QueryImport
import RuleLanguage

/// A query of another program, of whichever the first byte says: what is made of it is a query here.
enum ImportCheck {
  static func check(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    let vendor = QueryVendor.allCases[Int(first) % QueryVendor.allCases.count]
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    let imported = QueryImporter.convert(text, from: vendor, file: "query")
    guard let query = imported.text else {
      try require(!imported.diagnostics.isEmpty, "it is refused without a reason")
      return
    }
    let parsed = QueryParser.parse(query)
    try require(parsed.expression != nil, "\(query) is wrong: \(parsed.diagnostics.map(\.message))")
  }
}
