import RuleLanguage

/// Alerts that an endpoint wants, or does not.
package struct AlertFilter: Sendable, Equatable {
  package enum Key: String, Sendable, CaseIterable {
    case severity, tags, rules, sources, languages
  }

  /// At least so severe; `nil` for any.
  package var severity: Severity?
  /// Of each list one has to be there; empty for any. `*` stands for any run of characters, letter case makes no
  /// difference, and a language holds for its variants: `uz` for `uz-Cyrl`.
  package var tags: [String]
  package var rules: [String]
  package var sources: [String]
  package var languages: [String]

  package init(
    severity: Severity? = nil, tags: [String] = [], rules: [String] = [], sources: [String] = [],
    languages: [String] = []
  ) {
    self.severity = severity
    self.tags = tags
    self.rules = rules
    self.sources = sources
    self.languages = languages
  }

  /// Whether a key that says something holds; `nil` for one that depends on an article where there is none. A source or
  /// language that is not known is none of those that are listed.
  func holds(_ key: Key, of facts: AlertFacts) -> Bool? {
    switch key {
    case .severity: severity.map { facts.severity >= $0 } ?? true
    case .tags: facts.tags.contains { tag in tags.contains { Self.matches(tag, $0) } }
    case .rules: rules.contains { Self.matches(facts.rule, $0) }
    case .sources: facts.article.map { article in sources.contains { Self.matches(article.source, $0) } }
    case .languages:
      facts.article.map { article in
        languages.contains { Self.matches(article.language, $0) || Self.matches(article.language, $0 + "-*") }
      }
    }
  }

  /// The keys that say something, in their order.
  var keys: [Key] {
    Key.allCases.filter { key in
      switch key {
      case .severity: severity != nil
      case .tags: !tags.isEmpty
      case .rules: !rules.isEmpty
      case .sources: !sources.isEmpty
      case .languages: !languages.isEmpty
      }
    }
  }

  /// As a person would write it.
  func text(_ key: Key) -> String {
    switch key {
    case .severity: "severity \(severity?.rawValue ?? "")"
    case .tags: "tags \(tags.joined(separator: ", "))"
    case .rules: "rules \(rules.joined(separator: ", "))"
    case .sources: "sources \(sources.joined(separator: ", "))"
    case .languages: "languages \(languages.joined(separator: ", "))"
    }
  }

  /// Whether a text is one of those that some patterns name; one that is not known is none.
  package static func names(_ patterns: [String], _ text: String?) -> Bool { patterns.contains { matches(text, $0) } }

  private static func matches(_ text: String?, _ pattern: String) -> Bool {
    guard let text else { return false }
    return matches(Array(text.lowercased().unicodeScalars), Array(pattern.lowercased().unicodeScalars))
  }

  /// Greedy, with one place to come back to: each `*` takes as little as it can, and only the last needs to take more. In
  /// time proportional to the product of both lengths at worst.
  private static func matches(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    var (place, wanted) = (0, 0)
    var star: (wanted: Int, place: Int)?
    while place < text.count {
      if wanted < pattern.count, pattern[wanted] == "*" {
        star = (wanted, place)
        wanted += 1
      } else if wanted < pattern.count, pattern[wanted] == text[place] {
        place += 1
        wanted += 1
      } else if let last = star {
        star = (last.wanted, last.place + 1)
        (wanted, place) = (last.wanted + 1, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy { $0 == "*" }
  }
}
