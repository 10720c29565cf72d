import Foundation
import GRDB
import NearDuplicates
import Synchronization

/// The newest articles' sketches, as far as finding near copies needs them. Owner: the store queue; the lock is never
/// contended. What a transaction adds is confirmed when it is committed, and otherwise taken back.
final class NearCopies: Sendable {
  /// An article is compared with those that arrived at most so long before it, in milliseconds.
  let windowMilliseconds: Int64
  private let index: Mutex<NearDuplicateIndex>

  init(window: Duration, capacity: Int = NearDuplicateIndex.standardCapacity) {
    windowMilliseconds = window.components.seconds * 1000
    index = Mutex(NearDuplicateIndex(capacity: capacity))
  }

  func candidates(for sketch: TextSketch) -> [Int64] { index.withLock { $0.candidates(for: sketch) } }
  func add(_ sketch: TextSketch, article: Int64) { index.withLock { $0.add(sketch, article: article) } }
  var additions: Int { index.withLock(\.additions) }
  var mark: NearDuplicateIndex.Mark { index.withLock { $0.mark } }
  func takeBack(to mark: NearDuplicateIndex.Mark) { index.withLock { $0.takeBack(to: mark) } }
  func confirm() { index.withLock { $0.confirm() } }

  /// Only so many of the newest articles are looked through for sketches: most articles may be too short for one.
  private var horizon: Int64 { index.withLock { Int64($0.capacity) * 4 } }

  /// The id after which an article can be found: the same whether the index was filled anew or not.
  func firstID(in database: Database) throws -> Int64 {
    (try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(id) FROM articles")) ?? 0) - horizon
  }

  /// Fills the index with the newest articles that a database has. Blocks for as long as reading them takes.
  func reload(from database: Database) throws {
    let first = try firstID(in: database)
    let newest = try Int64.fetchOne(
      database, sql: "SELECT arrived_ms FROM articles ORDER BY id DESC LIMIT 1")
    guard let newest else { return }
    // What arrived long before the window is no answer any more, even if a clock has been put right since.
    let (earliest, overflow) = newest.subtractingReportingOverflow(windowMilliseconds * 2)
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, sketch FROM (
          SELECT id, sketch FROM articles WHERE id > ? AND sketch IS NOT NULL AND arrived_ms >= ?
          ORDER BY id DESC LIMIT ?)
        ORDER BY id
        """, arguments: [first, overflow ? Int64.min : earliest, index.withLock(\.capacity)])
    while let row = try cursor.next() {
      let bytes: Data = try row.decode(atIndex: 1)
      guard let sketch = TextSketch(bytes: bytes) else { continue }
      add(sketch, article: try row.decode(atIndex: 0))
      confirm()
    }
  }
}

extension Recorder {
  /// The article that another one is most like, among those that arrived in the window before it; of equally like ones
  /// the first. `nil` where it is no near copy of any.
  func nearestCopy(of article: StoredArticle, arrivedMilliseconds: Int64) throws -> KnownArticle? {
    guard let sketch = article.traits.sketch else { return nil }
    var found: [(resemblance: Double, article: KnownArticle)] = []
    let candidates = nearCopies.candidates(for: sketch)
    if candidates.isEmpty { return nil }
    let firstID = try nearCopies.firstID(in: database)
    for id in candidates where id > firstID {
      guard
        let row = try Row.fetchOne(
          database.cachedStatement(
            sql: "SELECT \(KnownArticle.storySQL), source, path_bytes, arrived_ms, sketch FROM articles WHERE id = ?"),
          arguments: [id]),
        let bytes: Data = try row.decode(atIndex: 4), let other = TextSketch(bytes: bytes),
        other.sharesBand(with: sketch)
      else { continue }
      let (age, overflow) = arrivedMilliseconds.subtractingReportingOverflow(try row.decode(atIndex: 3))
      let resemblance = sketch.resemblance(to: other)
      guard !overflow, age <= nearCopies.windowMilliseconds, resemblance >= NearCopy.leastResemblance else { continue }
      found.append(
        (
          resemblance,
          KnownArticle(
            id: id, storyID: try row.decode(atIndex: 0), hasSameContent: false, source: try row.decode(atIndex: 1),
            pathBytes: try row.decode(atIndex: 2))
        ))
    }
    found.sort { ($0.resemblance, -$0.article.id) > ($1.resemblance, -$1.article.id) }
    return try found.first { try isOfTheStory(sketch, $0.article.storyID) }?.article
  }

  /// Whether a body still resembles its story's first, or, where that has no sketch or is gone, that of the article that was
  /// told first: step by step, copies of copies may become another text.
  ///
  /// A story without a row has one article, which this one was found to resemble already.
  private func isOfTheStory(_ sketch: TextSketch, _ storyID: String) throws -> Bool {
    let first = """
      SELECT sketch FROM articles
      WHERE content_hash = (SELECT content_hash FROM stories WHERE stories.id = ?) AND sketch IS NOT NULL
      ORDER BY id LIMIT 1
      """
    let told = """
      SELECT sketch FROM alerts CROSS JOIN articles ON articles.id = article_id
      WHERE alerts.story_id = ? AND sketch IS NOT NULL ORDER BY sequence LIMIT 1
      """
    for sql in [first, told] {
      let bytes = try Data.fetchOne(database.cachedStatement(sql: sql), arguments: [storyID])
      guard let other = bytes.flatMap({ TextSketch(bytes: $0) }) else { continue }
      return sketch.resemblance(to: other) >= NearCopy.leastResemblanceToFirst
    }
    return true
  }
}
