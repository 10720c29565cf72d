import Foundation
import Hashing
import RuleLanguage
import SafeText

/// What is told of the watch itself, and not of an article: an endpoint that fails, a rule that became wrong, a source that fell
/// silent. One JSON object, delivered as alerts are.
package struct Notice: Sendable, Equatable, Codable {
  package struct Content: Sendable, Equatable, Codable {
    /// What happened, for programs.
    package var code: Code
    package var severity: Severity
    /// What happened, in a line.
    package var title: String
    /// More of it, a line each; never empty.
    package var lines: [String]?
    /// Whom or what it is about, where that is one of these.
    package var rule: String?
    package var endpoint: String?
    package var source: String?

    package init(
      code: Code, severity: Severity, title: String, lines: [String] = [], rule: String? = nil, endpoint: String? = nil,
      source: String? = nil
    ) {
      self.code = code
      self.severity = severity
      self.title = title
      self.lines = lines.isEmpty ? nil : lines
      self.rule = rule
      self.endpoint = endpoint
      self.source = source
    }
  }

  package enum Code: String, Sendable, Codable, CaseIterable {
    case endpointFailing = "endpoint-failing"
    case endpointWorks = "endpoint-works"
    /// A delivery was given up.
    case deadLetter = "dead-letter"
    case ruleWrong = "rule-wrong"
    case ruleRight = "rule-right"
    case silenceEnded = "silence-ended"
    /// Nothing came for so long.
    case nothingCame = "nothing-came"
    case cameAgain = "came-again"
    /// Copies of a story that was told have added up.
    case moreCopies = "more-copies"
    /// Proof that it listened.
    case allQuiet = "all-quiet"
    case canaryLost = "canary-lost"
    case canaryFound = "canary-found"
  }

  /// As `kind` in the JSON.
  package static let kind = "notice"

  package var id: String
  /// ISO 8601 with milliseconds.
  package var time: String
  package private(set) var kind = Self.kind
  package var notice: Content

  /// - Parameters:
  ///   - occasion: what makes two notices of the same the same, so that each is stored once, whatever happens in between.
  ///   - milliseconds: when, since 1970.
  package init(_ content: Content, occasion: String, milliseconds: Int64) {
    id = SHA256Digest(ofParts: [Self.kind, content.code.rawValue, occasion]).prefix(24)
    time = Alert.time(milliseconds)
    notice = content
  }

  /// As `Alert.jsonLine()`.
  package func jsonLine() -> String {
    do {
      return try SafeJSON.line(self)
    } catch {
      // Strings and arrays of them have no value that JSON cannot say.
      preconditionFailure("a notice could not be encoded: \(error)")
    }
  }

  /// Reads what `jsonLine()` wrote; `nil` for an alert.
  package init?(jsonLine: String) throws {
    struct Kind: Decodable { let kind: String }
    let data = Data(jsonLine.utf8)
    guard try JSONDecoder().decode(Kind.self, from: data).kind == Self.kind else { return nil }
    self = try JSONDecoder().decode(Notice.self, from: data)
  }
}

extension Notice {
  /// In the fields of an alert, for those who know alerts alone: its title is that of the rule and of the article, its lines are the
  /// passages.
  package var asAlert: Alert {
    Alert(
      id: id, time: time, kind: .new,
      rule: Alert.Rule(
        id: notice.rule ?? notice.code.rawValue, title: notice.title, severity: notice.severity, version: Self.kind),
      article: Alert.Article(hash: "", file: Self.kind, title: notice.title, source: notice.source),
      // Whoever counts copies finds a number.
      story: Alert.Story(id: id, firstSeen: time, copies: 1, sources: 1),
      snippets: notice.lines?.map { Alert.Snippet(zone: "body", text: $0, marks: []) }, parts: [])
  }
}
