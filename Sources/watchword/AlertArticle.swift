import AlertStore
import Alerts
import Articles
import Hashing
import RuleLanguage
import StrictYAML

/// The article of an alert that was told, as far as it is still there: as it is stored, and as it came in.
struct AlertArticle {
  enum Problem: Error {
    case noAlert
    /// Several begin so.
    case ambiguous([String])
    /// Neither text nor file is kept any more.
    case cleared
  }

  let alert: Alert
  let history: FileHistory
  /// As the rules saw it; where no text is kept, as its file is read.
  let article: Article
  /// The file's bytes, where it is still in the archive.
  let original: [UInt8]?
  /// Why they are not known though the archive should have them; not safe to show.
  let originalProblem: String?

  /// - Parameters:
  ///   - id: the alert's, or its beginning.
  ///   - archive: the folder.
  /// - Throws: `Problem`, `AlertStoreError`, `DecodingError`.
  init(_ id: String, _ reader: AlertReader, archive: String) throws {
    let found = try reader.alerts(beginningWith: id, limit: 3)
    guard let first = found.first else { throw Problem.noAlert }
    guard found.count == 1 || first.id == id else { throw Problem.ambiguous(found.map(\.id)) }
    guard let json = try reader.alertJSON(id: first.id), let history = try reader.history(ofFile: first.ledgerID) else {
      throw Problem.noAlert
    }
    alert = try Alert(jsonLine: json)
    self.history = history
    (original, originalProblem) = Self.original(history, archive)
    guard let article = history.storedArticle ?? Self.article(in: original, named: history.path) else {
      throw Problem.cleared
    }
    self.article = article
  }

  /// The file of the archive, where it has the bytes that came in.
  private static func original(_ history: FileHistory, _ archive: String) -> (bytes: [UInt8]?, problem: String?) {
    let top = "archive/"
    guard let place = history.move.destination, place.hasPrefix(top), let hash = history.hash else { return (nil, nil) }
    let path = archive + "/" + place.dropFirst(top.count)
    do throws(FileError) {
      let bytes = try TextFile.read(path, maximumBytes: ArticleLimits().maximumFileBytes)
      if SHA256Digest(of: bytes.span).hex == hash { return (bytes, nil) }
      return (nil, "\(path) is not what came in")
    } catch {
      return (nil, "\(path): \(error.message)")
    }
  }

  private static func article(in bytes: [UInt8]?, named name: String) -> Article? {
    let name = name.split(separator: "/").last.map { String($0) } ?? name
    // What cannot be read is no article.
    guard let bytes, let decoded = try? ArticleDecoder().decode(bytes, fileName: name), decoded.articles.count == 1
    else { return nil }
    return decoded.articles.first
  }

  // MARK: As the article of a test

  /// Longer texts are in nobody's way as files.
  static let maximumWrittenBytes = 4_000

  /// Title and body, to be written in a rule file; `nil` where they are long or empty.
  var written: RuleTest.Input? {
    let (title, body) = (article.title, article.text(of: .body))
    guard (1...Self.maximumWrittenBytes).contains(title.utf8.count + body.utf8.count) else { return nil }
    return .text(title: title.split(separator: "\n").joined(separator: " "), text: body)
  }

  /// A file of its own, in the order in which they are to be preferred: with the bytes that came in, or made from what is stored.
  var files: [File] {
    [original.flatMap { File($0, history) }, File(made(), history, ending: ".txt")].compactMap(\.self)
  }

  struct File {
    let name: String
    let bytes: [UInt8]
    /// As a test reads it.
    let article: Article

    /// `nil` where nothing could be read from it.
    init?(_ bytes: [UInt8], _ history: FileHistory, ending: String? = nil) {
      guard let hash = history.hash else { return nil }
      let ending = ending ?? (history.path.lowercased().hasSuffix(".md") ? ".md" : ".txt")
      let name = String(hash.prefix(12)) + ending
      guard let article = AlertArticle.article(in: bytes, named: name) else { return nil }
      (self.name, self.bytes, self.article) = (name, bytes, article)
    }
  }

  /// Front matter and body. Captions and furniture have no place in it.
  private func made() -> [UInt8] {
    let metadata = article.metadata
    let values: [(String, String?)] = [
      ("title", article.title), ("url", metadata.url), ("id", metadata.id), ("author", metadata.author),
      ("section", metadata.section), ("tags", metadata.tags.joined(separator: ", ")),
      ("published", metadata.published?.text), ("lang", metadata.language),
    ]
    let lines = values.compactMap { key, value in
      value.flatMap {
        $0.isEmpty ? nil : "\(key): \(TestEntry.quoted($0.split(separator: "\n").joined(separator: " ")))"
      }
    }
    let body = [article.text(of: .dateline), article.text(of: .body)].filter { !$0.isEmpty }.joined(separator: "\n\n")
    return Array((["---"] + lines + ["---", "", body, ""]).joined(separator: "\n").utf8)
  }
}
