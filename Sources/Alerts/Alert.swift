import Hashing
import RuleLanguage

/// What a person is told: one rule, one story. The same object goes to the log, to webhooks and to
/// `watchword alerts --json`. Absent values are left out, never null or empty.
package struct Alert: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable { case new, correction, withdrawn, test }

  package struct Rule: Sendable, Equatable, Codable {
    package var id: String
    package var title: String
    package var severity: Severity
    package var tags: [String]?
    package var version: String
  }

  package struct Article: Sendable, Equatable, Codable {
    /// SHA-256 of the article's bytes, in hexadecimal.
    package var hash: String
    /// Relative to the inbox, or as the person named it.
    package var file: String
    package var title: String?
    package var source: String?
    package var author: String?
    package var url: String?
    package var published: String?
    package var lang: String?

    /// What an alert tells of an article; what is empty is not known.
    package init(
      hash: String, file: String, title: String? = nil, source: String? = nil, author: String? = nil,
      url: String? = nil, published: String? = nil, lang: String? = nil
    ) {
      self.hash = hash
      self.file = file
      self.title = Self.known(title)
      self.source = Self.known(source)
      self.author = Self.known(author)
      self.url = Self.usable(url)
      self.published = Self.known(published)
      self.lang = Self.known(lang)
    }
  }

  package struct Story: Sendable, Equatable, Codable {
    package var id: String
    /// ISO 8601.
    package var firstSeen: String
    /// How many articles the story has, the first included.
    package var copies: Int
    /// From how many sources they came; absent in alerts that an earlier version of the program told.
    package var sources: Int?

    private enum CodingKeys: String, CodingKey {
      case id, copies, sources
      case firstSeen = "first_seen"
    }

    package init(id: String, firstSeen: String, copies: Int, sources: Int? = nil) {
      self.id = id
      self.firstSeen = firstSeen
      self.copies = copies
      self.sources = sources
    }
  }

  package struct Snippet: Sendable, Equatable, Codable {
    package var zone: String
    package var text: String
    /// Pairs of UTF-8 byte offsets into `text`: from, to.
    package var marks: [[Int]]
  }

  package struct Span: Sendable, Equatable, Codable {
    package var zone: String
    /// UTF-8 byte offsets into the zone's text.
    package var from: Int
    package var to: Int
  }

  package struct Part: Sendable, Equatable, Codable {
    package var expression: String
    package var spans: [Span]?
  }

  package var id: String
  /// When it was raised, ISO 8601 with milliseconds.
  package var time: String
  package var kind: Kind
  /// True where the article had been published long before it arrived; otherwise absent.
  package var old: Bool?
  /// Of the kinds `correction` and `withdrawn` alone.
  package var correction: Correction?
  package var rule: Rule
  package var article: Article
  /// Absent only in `watchword scan`, which keeps no stories.
  package var story: Story?
  package var snippets: [Snippet]?
  package var parts: [Part]

  /// The id of the alert that a rule raises on an article: the same after every crash and replay.
  package static func id(rule: String, articleHash: String) -> String {
    SHA256Digest(ofParts: [rule, articleHash]).prefix(24)
  }
}
