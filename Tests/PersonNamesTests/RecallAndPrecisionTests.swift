import PersonNames
import Testing

@Suite struct RecallAndPrecisionTests {
  /// In a sentence of its own, so that nothing else decides.
  private func finds(_ name: String, _ spelling: String, alone: Bool = false) throws -> Bool {
    try !places(name, alone: alone, in: "yesterday \(spelling) was there.").isEmpty
  }

  @Test func spellingsAreThePersonAndOthersAreNot() throws {
    var (found, spellings, wrong, others) = (0, 0, 0, 0)
    for person in persons {
      for spelling in person.spellings {
        spellings += 1
        if try finds(person.name, spelling) {
          found += 1
        } else {
          print("missed: name(\(person.name)) in ‘\(spelling)’")
        }
      }
      for other in person.others {
        others += 1
        if try finds(person.name, other) { wrong += 1; print("wrong: name(\(person.name)) in ‘\(other)’") }
      }
    }
    let recall = Double(found) / Double(spellings)
    let precision = Double(found) / Double(found + wrong)
    print("names: \(persons.count) people, recall \(found) of \(spellings) = \(recall)")
    print("names: precision \(precision), \(wrong) of \(others) others found")
    #expect(recall >= 0.97)
    #expect(precision >= 0.99)
  }
}
