/// An article that the store has, as far as deciding about another one needs it.
struct KnownArticle: Equatable {
  let id: Int64
  let storyID: String
  let hasSameContent: Bool
}

/// What of the store's knowledge bears on one article that came in.
struct ArticleKnowledge {
  /// The article of the same source with the same bytes.
  var sameBytes: KnownArticle?
  /// The latest article of the same source with the same url or id; without either, with the same path and the
  /// same title or body.
  var sameIdentity: KnownArticle?
  /// The first article of any source with the same title and body.
  var sameContent: KnownArticle?
}

/// Whether an article is new, and to which story it belongs. Pure; the rules are those of the design.
enum ArticleDecision: Equatable {
  enum Duplication: Equatable { case sameBytes, sameText }

  /// In the ledger, nothing else.
  case duplicate(of: KnownArticle, Duplication)
  case firstOfStory(id: String)
  case copy(storyID: String)
  case version(of: Int64, storyID: String)

  /// - Parameter newStoryID: the id of the story that it starts if it starts one.
  init(_ known: ArticleKnowledge, newStoryID: String) {
    if let same = known.sameBytes {
      self = .duplicate(of: same, .sameBytes)
    } else if let previous = known.sameIdentity {
      self =
        previous.hasSameContent
        ? .duplicate(of: previous, .sameText) : .version(of: previous.id, storyID: previous.storyID)
    } else if let same = known.sameContent {
      self = .copy(storyID: same.storyID)
    } else {
      self = .firstOfStory(id: newStoryID)
    }
  }

  /// Why a match raises no alert where the story has one from the same rule.
  var suppressionReason: SuppressedMatch.Reason {
    if case .version = self { .version } else { .copy }
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
