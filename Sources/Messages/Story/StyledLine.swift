/// A piece of text in one style. The text is safe to show and no markup of anything: who writes it for a service escapes it.
package struct StyledRun: Sendable, Equatable {
  package enum Style: Sendable { case plain, bold, code }

  package var text: String
  package var style: Style

  package init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

/// A line of a message: a middle that can be shortened, and what stands before and behind it and stays whole.
package struct StyledLine: Sendable, Equatable {
  package var head: [StyledRun]
  package var middle: [StyledRun]
  package var tail: [StyledRun]
  /// What the middle leads to, where the service can say so; otherwise the middle is text.
  package var link: ArticleLink?
  /// Words of the article, set apart from ours.
  package var isQuotation: Bool
  /// Whether the message makes sense without it.
  package var isOptional: Bool

  package init(
    head: [StyledRun] = [], middle: [StyledRun] = [], tail: [StyledRun] = [], link: ArticleLink? = nil,
    isQuotation: Bool = false, isOptional: Bool = false
  ) {
    self.head = head
    self.middle = middle
    self.tail = tail
    self.link = link
    self.isQuotation = isQuotation
    self.isOptional = isOptional
  }

  package var runs: [StyledRun] { head + middle + tail }
  /// Without styles.
  package var text: String { runs.map(\.text).joined() }
}
