/// The text of an article, before it is anything to the engine.
package struct ArticleText: Sendable, Equatable {
  /// Empty where it has none.
  package var title: String
  package var paragraphs: [String]

  package init(title: String, paragraphs: [String]) {
    self.title = title
    self.paragraphs = paragraphs
  }

  package var utf8Count: Int { paragraphs.reduce(title.utf8.count) { $0 + $1.utf8.count } }
}
