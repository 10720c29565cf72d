import Hashing

extension Alert {
  /// What differs from what was told before: of alerts of the kinds `correction` and `withdrawn`.
  package struct Correction: Sendable, Equatable, Codable {
    package enum Reason: String, Sendable, Codable, CaseIterable {
      /// The title changed.
      case title
      /// A sentence in which something had matched changed or went.
      case sentence
      /// A sentence in which something matches stands in nothing that was told.
      case newSentence = "new sentence"
      /// Words of denial or correction are new.
      case denial
      /// The rule matches again what it had withdrawn.
      case again
      /// It came from a source of which the rule wants to hear.
      case source
      /// It came in a language in which it was not told yet.
      case language
      /// The rule no longer matches. Of `withdrawn` alone.
      case noMatch = "no-match"
    }

    package struct Change: Sendable, Equatable, Codable {
      package var zone: String
      /// What stood there; absent where it is new.
      package var old: String?
      /// What stands there now; absent where it went.
      package var new: String?

      package init(zone: String, old: String? = nil, new: String? = nil) {
        self.zone = zone
        self.old = old
        self.new = new
      }
    }

    /// Id of the alert that told what was there before.
    package var alert: String
    /// At least one.
    package var because: [Reason]
    /// At most `maximumChanges`.
    package var changes: [Change]?

    package static let maximumChanges = 8

    /// Whether nothing has changed, and it is told because of its source or language.
    package var isRetelling: Bool { because.allSatisfy { $0 == .source || $0 == .language } }

    package init(alert: String, because: [Reason], changes: [Change]) {
      self.alert = alert
      self.because = because
      self.changes = changes.isEmpty ? nil : Array(changes.prefix(Self.maximumChanges))
    }
  }

  /// The id of an alert of any other kind than `new` on an article: the same after every crash and replay.
  package static func id(rule: String, articleHash: String, kind: Kind) -> String {
    kind == .new
      ? id(rule: rule, articleHash: articleHash)
      : SHA256Digest(ofParts: [rule, articleHash, kind.rawValue]).prefix(24)
  }

  /// The same for a further one of them, because the same bytes came once more.
  ///
  /// - Parameter occasion: why it is told.
  package static func furtherID(rule: String, articleHash: String, kind: Kind, occasion: String) -> String {
    SHA256Digest(ofParts: [rule, articleHash, kind.rawValue, occasion]).prefix(24)
  }
}

extension Alert {
  /// That a rule no longer matches an article that it had told.
  ///
  /// - Parameters:
  ///   - time: when it is raised, in milliseconds since 1970.
  ///   - isOld: whether the article had been published long before it arrived.
  package static func withdrawn(
    _ rule: Rule, _ article: Article, story: Story, time: Int64, isOld: Bool, correction: Correction
  ) -> Alert {
    Alert(
      id: id(rule: rule.id, articleHash: article.hash, kind: .withdrawn), time: Alert.time(time), kind: .withdrawn,
      old: isOld ? true : nil, correction: correction, rule: rule, article: article, story: story, snippets: nil,
      parts: [])
  }
}
