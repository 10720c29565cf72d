/// How much text an article has in a zone.
package struct ZoneSize: Sendable, Equatable {
  package var zone: String
  package var words: Int
  /// Unicode scalars.
  package var characters: Int
  package var isSearched: Bool
  package var text: String

  package init(zone: String, words: Int, characters: Int, isSearched: Bool, text: String) {
    self.zone = zone
    self.words = words
    self.characters = characters
    self.isSearched = isSearched
    self.text = text
  }
}
