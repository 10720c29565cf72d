import Foundation
import GRDB
import Hashing

/// An article that the store has, as far as deciding about another one needs it.
struct KnownArticle: Equatable {
  let id: Int64
  let storyID: String
  let hasSameContent: Bool
  /// As in the database: '' for a file at the inbox's top.
  var source = ""
  /// Its identity where it has neither url nor id.
  var pathBytes: Data?

  /// The id of an article's story: one of its own, from its text, until another article joins or somebody is told of it.
  static let storySQL = "coalesce(story_id, lower(hex(substr(content_hash, 1, 12))))"

  /// The id of the story that an article starts: 96 bits of the hash, as many as an alert's id has.
  static func storyID(contentHash: SHA256Digest) -> String { contentHash.prefix(24) }
}

extension KnownArticle {
  /// Of a row with the id, `storySQL`, and whether the content is the same.
  ///
  /// - Throws: a `DatabaseError` for a row without a story, which only damage can make.
  init(_ row: ResultRow) throws {
    guard let storyID = row.text(1), !storyID.isEmpty else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an article has neither a story nor a hash")
    }
    self.init(id: row.integer(0), storyID: storyID, hasSameContent: row.integer(2) != 0)
  }
}

/// What of the store's knowledge bears on one article that came in.
struct ArticleKnowledge {
  /// The article of the same source with the same bytes.
  var sameBytes: KnownArticle?
  /// The latest article of the same source with the same url or id and a text that resembles this one's; without either,
  /// with the same path and the same title or body.
  var sameIdentity: KnownArticle?
  /// Whether its url or id is that of earlier articles, and nothing else of it.
  var isUnrelated = false
  /// The first article of any source with the same title and body.
  var sameContent: KnownArticle?
  /// The article that it is most like, if it is a near copy of one.
  var nearCopy: KnownArticle?
}

/// Whether an article is new, and to which story it belongs. Pure; the rules are those of the design.
enum ArticleDecision: Equatable {
  enum Duplication: Equatable { case sameBytes, sameText }

  /// In the ledger, nothing else.
  case duplicate(of: KnownArticle, Duplication)
  case firstOfStory(id: String)
  case copy(of: Int64, storyID: String)
  case version(of: Int64, storyID: String)

  /// - Parameters:
  ///   - identity: of the article that came in.
  ///   - newStoryID: the id of the story that it starts if it starts one.
  init(_ known: ArticleKnowledge, _ identity: ArticleIdentity, newStoryID: String) {
    if let same = known.sameBytes {
      self = .duplicate(of: same, .sameBytes)
    } else if let previous = known.sameIdentity {
      self =
        previous.hasSameContent
        ? .duplicate(of: previous, .sameText) : .version(of: previous.id, storyID: previous.storyID)
    } else if let same = known.sameContent {
      self = .copy(of: same.id, storyID: same.storyID)
    } else if let near = known.nearCopy {
      // Under one name from one source a text that has changed little is the same article, though neither title nor body
      // is quite what it was.
      self =
        near.source == identity.source && near.pathBytes != nil && near.pathBytes == identity.pathBytes
        ? .version(of: near.id, storyID: near.storyID) : .copy(of: near.id, storyID: near.storyID)
    } else {
      self = .firstOfStory(id: newStoryID)
    }
  }

  /// Why a match raises no alert where the story has one from the same rule.
  var suppressionReason: SuppressedMatch.Reason {
    if case .version = self { .version } else { .copy }
  }

  /// The article that this one is compared with, to see what has changed.
  var base: Int64? {
    switch self {
    case .copy(let base, _), .version(let base, _): base
    case .duplicate, .firstOfStory: nil
    }
  }
}

extension ArticleDecision.Duplication {
  var reason: LedgerReason {
    switch self {
    case .sameBytes:
      LedgerReason(code: "same-bytes", message: "The same file came from this source before")
    case .sameText:
      LedgerReason(
        code: "same-text", message: "This article came from this source before; its title and body are unchanged")
    }
  }
}
