import PersonNames

/// `name(…)`: a person, in every spelling and case of the name.
package struct NamePattern: Sendable, Hashable {
  /// As written, with one space between words.
  package let text: String
  package let name: PersonName
  /// `name(…, alone)`: the surname counts also in articles that never have the full name.
  package let isAlone: Bool

  package init(_ text: String, isAlone: Bool) throws(PersonName.Mistake) {
    let words = text.split { $0 == " " || $0 == "\t" || $0.isNewline }
    self.text = words.joined(separator: " ")
    // One word is told to be too few without `alone`: it would find everybody of that surname, which nobody expects of a
    // name.
    name = isAlone && words.count == 1 ? try PersonName(surname: self.text) : try PersonName(self.text)
    self.isAlone = isAlone
  }
}
