/// An example in a rule file of what the rule finds or does not find.
package struct RuleTest: Sendable, Equatable {
  package enum Input: Sendable, Equatable {
    /// A path, relative to the rule file.
    case article(path: String)
    case text(title: String, text: String)
  }

  package enum Expectation: Sendable, Equatable {
    case match
    case noMatch
    /// A match, and among the words that it marks these, side by side.
    case words(String)
    /// A match at exactly so many places, all parts of the rule together; from 1.
    case places(Int)
  }

  /// An expectation of more places cannot be written.
  package static let maximumPlaces = 100_000

  package var input: Input
  /// From which the article is taken to come; `nil` for none.
  package var source: String?
  package var expectation: Expectation
  package var location: SourceLocation

  package init(input: Input, source: String? = nil, expectation: Expectation, location: SourceLocation) {
    self.input = input
    self.source = source
    self.expectation = expectation
    self.location = location
  }

  package var expectsMatch: Bool { expectation != .noMatch }
}
