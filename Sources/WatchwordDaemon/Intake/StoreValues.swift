import AlertStore
import Articles
import Foundation
import Hashing
import Inbox
import RuleLanguage

// What one stage hands over, in the words of the next: stages do not know one another.

extension StoredArticle {
  init(_ article: Article, hash: SHA256Digest, traits: StoryTraits = StoryTraits()) {
    let metadata = article.metadata
    self.init(
      hash: hash,
      texts: ArticleTexts(
        title: article.text(of: .title), body: article.text(of: .body), dateline: article.text(of: .dateline),
        caption: article.text(of: .caption), furniture: article.text(of: .furniture)),
      metadata: ArticleRecordMetadata(
        url: metadata.url, externalID: metadata.id, author: metadata.author, section: metadata.section,
        tags: metadata.tags, published: metadata.published?.text, language: metadata.language),
      traits: traits)
  }
}

extension Article {
  /// The article of which `StoredArticle(_:hash:traits:)` kept the texts: with the same zones and paragraphs, so that a rule
  /// finds in it what it found when the article came in.
  package init(_ record: ArticleRecord) {
    let (texts, about) = (record.texts, record.metadata)
    self.init(
      title: texts.title, body: Self.paragraphs(of: texts.body), dateline: texts.dateline,
      captions: Self.paragraphs(of: texts.caption), furniture: Self.paragraphs(of: texts.furniture),
      metadata: ArticleMetadata(
        source: record.source, url: about.url, id: about.externalID, author: about.author, section: about.section,
        tags: about.tags, published: about.published.flatMap(PublicationDate.init(parsing:)), language: about.language))
  }

  /// A zone's text is its paragraphs with empty lines between, and no paragraph has a line end in it.
  private static func paragraphs(of text: String) -> [String] {
    let bytes = text.utf8.span
    var paragraphs: [String] = []
    var start = 0
    var place = 0
    func paragraph(to end: Int) -> String {
      let first = text.utf8.index(text.startIndex, offsetBy: start)
      return String(text[first..<text.utf8.index(first, offsetBy: end - start)])
    }
    while place + 1 < bytes.count {
      if bytes[place] == 0x0A && bytes[place + 1] == 0x0A {
        paragraphs.append(paragraph(to: place))
        place += 2
        start = place
      } else {
        place += 1
      }
    }
    return paragraphs + [paragraph(to: bytes.count)]
  }
}

extension LedgerFile {
  /// - Parameter decoding: `nil` for what is no article.
  init(_ handled: Handled, _ decoding: ArticleDecoding? = nil) {
    let path = handled.arrival.path
    self.init(
      path: path.display, name: path.name, source: path.source,
      fingerprint: LedgerFingerprint(handled.fingerprint, path: path), arrivedMilliseconds: handled.arrivedMilliseconds,
      after: handled.after,
      decoding: decoding.map {
        LedgerDecoding(format: $0.format, charset: $0.charset, hasFrontMatter: $0.hasFrontMatter)
      })
  }
}

extension Submission {
  /// A file that is no article, with the reason that was found.
  static func rejected(_ handled: Handled, hash: SHA256Digest? = nil) -> Submission {
    let reason = LedgerReason(
      code: handled.rejection?.code ?? "unknown", message: handled.rejection?.message ?? "not recorded")
    return .rejected(LedgerFile(handled), hash: hash, reason)
  }
}

extension LedgerFingerprint {
  init(_ fingerprint: FileFingerprint, path: InboxPath) {
    self.init(
      pathBytes: path.bytes, device: fingerprint.device, inode: fingerprint.inode, sizeBytes: fingerprint.size,
      mtimeNanoseconds: fingerprint.mtime, ctimeNanoseconds: fingerprint.ctime)
  }
}

extension FileFingerprint {
  init(_ fingerprint: LedgerFingerprint) {
    self.init(
      device: fingerprint.device, inode: fingerprint.inode, size: fingerprint.sizeBytes,
      mtime: fingerprint.mtimeNanoseconds, ctime: fingerprint.ctimeNanoseconds)
  }
}

extension PendingMove {
  /// What a ledger row says is still to be done; `nil` where its path is none (a row of another program).
  init?(_ file: UnmovedFile) {
    guard let path = InboxPath(bytes: file.fingerprint.pathBytes) else { return nil }
    self.init(
      ledgerID: file.ledgerID, path: path, fingerprint: FileFingerprint(file.fingerprint),
      action: .init(
        rejection: file.reason.map { Rejection(code: $0.code, message: $0.message) }, path: path,
        hashPrefix: file.hashPrefix, arrivedMilliseconds: file.arrivedMilliseconds,
        isRejected: file.state == .rejected, isToBeDeleted: file.isToBeDeleted),
      arrivedMilliseconds: file.arrivedMilliseconds, hashPrefix: file.hashPrefix)
  }
}

extension PendingMove.Action {
  /// Where a file goes, which its ledger row alone decides, so that a crash does not change it.
  init(
    rejection: Rejection?, path: InboxPath, hashPrefix: String?, arrivedMilliseconds: Int64, isRejected: Bool,
    isToBeDeleted: Bool
  ) {
    if isRejected {
      self = .reject(reasonJSON: ReasonFile(rejection, path: path, arrivedMilliseconds: arrivedMilliseconds).json)
    } else if isToBeDeleted {
      self = .delete
    } else {
      self = .archive(
        hashPrefix: hashPrefix ?? "unknown", day: ArchiveDay(unixSeconds: arrivedMilliseconds / 1000))
    }
  }
}

extension ArticleMetadata {
  /// `nil` where it is not known.
  func value(of property: ArticleProperty) -> String? {
    switch property {
    case .source: source
    case .language: language
    case .author: author
    case .section: section
    }
  }
}
