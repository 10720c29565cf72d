import AlertStore
import Hashing
import Inbox

/// Finds what a person means: a file that came in, by its name then or now or by its bytes; a hash; an alert.
package struct HistorySearch {
  /// What was found.
  package struct Result: Sendable, Equatable {
    /// Newest first, at most as many as were wanted.
    package var ledgerIDs: [Int64] = []
    /// How many there are.
    package var count = 0
    /// The alert that was asked for.
    package var alertID: String?
    /// What it may stand for, where that is more than one thing: hashes or ids of alerts, some of them.
    package var candidates: [String] = []
    /// Of a file that lies in the inbox and is not known, why.
    package var waiting: String?
    /// Where nothing was found: what was looked for, a phrase each.
    package var lookedFor: [String] = []
    /// Whether an alert may have been meant.
    package var lookedForAlert = false
    /// How many older rows of the ledger were not looked through for the name.
    package var unread: Int64 = 0

    package var isFound: Bool { !ledgerIDs.isEmpty }
  }

  /// Fewer digits may be a name.
  package static let fewestDigits = 6
  private static let maximumCandidates = 5

  private let reader: AlertReader
  private let inbox: String
  private let limit: Int
  private let rows: Int64

  /// - Parameters:
  ///   - inbox: the folder.
  ///   - limit: at most so many files.
  ///   - rows: so many of the newest rows of the ledger are looked through for a name.
  package init(_ reader: AlertReader, inbox: String, limit: Int, rows: Int64) {
    self.reader = reader
    self.limit = limit
    self.rows = rows
    var inbox = inbox
    while inbox.count > 1, inbox.hasSuffix("/") { inbox.removeLast() }
    self.inbox = inbox
  }

  /// - Throws: `AlertStoreError`.
  package func find(_ text: String) throws -> Result {
    var result = Result()
    try findFile(text, &result)
    if result.isFound { return result }
    try findDigits(text, &result)
    if result.isFound || !result.candidates.isEmpty { return result }
    try findName(text, &result)
    return result
  }

  // MARK: Files that are there

  private func findFile(_ text: String, _ result: inout Result) throws {
    let file = FileOnDisk(text, inbox: inbox)
    guard file.isThere else { return }
    if let fingerprint = file.fingerprint, let path = file.inboxPath {
      if let id = try reader.file(like: fingerprint) {
        result.add(FoundFiles(id))
        return
      }
      result.waiting = Self.waiting(path)
    }
    guard let digest = file.digest() else { return }
    result.lookedFor.append("a file with its bytes (SHA-256 \(digest.hex))")
    var found = try reader.files(withHash: digest, limit: limit)
    if let id = try reader.file(movedTo: text, among: found.ledgerIDs) { found = FoundFiles(id) }
    result.add(found)
  }

  private static func waiting(_ path: InboxPath) -> String {
    guard path.isIgnored else {
      return
        "it lies in the inbox and has not been taken yet; a daemon that runs takes it when it is closed, or has not "
        + "changed for the settle time"
    }
    let hidden = path.bytes.split(separator: UInt8(ascii: "/")).contains { $0.first == UInt8(ascii: ".") }
    return hidden
      ? "it lies in the inbox and is ignored: it, or a folder that it is in, is hidden (its name begins with a stop)"
      : "it lies in the inbox and is ignored: names that end in .tmp, .part, .swp or ~ are those of files that are "
        + "not whole; rename it when it is"
  }

  // MARK: Hashes and ids

  private func findDigits(_ text: String, _ result: inout Result) throws {
    let digits = text.lowercased()
    guard (Self.fewestDigits...64).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isHexDigit) else { return }
    result.lookedForAlert = true
    result.lookedFor.append("a hash, or the id of an alert, that begins with these digits")
    let hashes = try reader.hashes(beginningWith: digits, limit: Self.maximumCandidates)
    let alerts = try reader.alerts(beginningWith: digits, limit: Self.maximumCandidates)
    if let alert = alerts.first(where: { $0.id == digits }) ?? (alerts.count == 1 && hashes.isEmpty ? alerts[0] : nil) {
      result.alertID = alert.id
      result.add(FoundFiles(alert.ledgerID))
    } else if hashes.count == 1, alerts.isEmpty {
      result.add(try reader.files(withHash: hashes[0], limit: limit))
    } else {
      result.candidates = hashes.map { "file \($0.hex)" } + alerts.map { "alert \($0.id)" }
    }
  }

  // MARK: Names

  private func findName(_ text: String, _ result: inout Result) throws {
    let name = text.lastIndex(of: "/").map { String(text[text.index(after: $0)...]) } ?? text
    if let id = try archived(text, name: name) ?? rejected(text, name: name) {
      result.add(FoundFiles(id))
      return
    }
    // As it lies, or would lie, in the inbox; or relative to it already.
    let path = FileOnDisk(text, inbox: inbox).inboxPath?.display ?? text
    result.lookedFor.append("a file that came in as \(path)")
    let found = try reader.files(atPath: path, orName: path.contains("/") ? nil : path, limit: limit, rows: rows)
    result.add(found)
    result.unread = found.unread
    if !result.isFound, path != text {
      result.add(try reader.files(atPath: text, orName: nil, limit: limit, rows: rows))
    }
    if !result.isFound, result.waiting == nil {
      let file = FileOnDisk(inbox + "/" + text, inbox: inbox)
      if file.isThere, let path = file.inboxPath { result.waiting = Self.waiting(path) }
    }
  }

  /// `<12 digits of the hash>-NAME`.
  private func archived(_ text: String, name: String) throws -> Int64? {
    guard let digits = Self.prefix(of: name), digits.utf8.count == 12, digits.utf8.allSatisfy(\.isHexDigit) else {
      return nil
    }
    for hash in try reader.hashes(beginningWith: digits, limit: Self.maximumCandidates) {
      let found = try reader.files(withHash: hash, limit: 1_000)
      if let id = try reader.file(movedTo: text, among: found.ledgerIDs) { return id }
    }
    return nil
  }

  /// `<ledger id>-NAME`, also with `.reason.json` behind it; in `.leaving` the id alone.
  private func rejected(_ text: String, name: String) throws -> Int64? {
    guard let id = Int64(Self.prefix(of: name) ?? (text.contains(".leaving/") ? name : "")) else { return nil }
    let ending = ".reason.json"
    let file = text.hasSuffix(ending) ? String(text.dropLast(ending.count)) : text
    return try reader.file(movedTo: file, among: [id])
  }

  private static func prefix(of name: String) -> String? {
    name.firstIndex(of: "-").map { String(name[..<$0]) }
  }
}

extension HistorySearch.Result {
  fileprivate mutating func add(_ found: FoundFiles) {
    ledgerIDs = found.ledgerIDs
    count = found.count
  }
}

extension FoundFiles {
  fileprivate init(_ id: Int64) {
    self.init()
    (ledgerIDs, count) = ([id], 1)
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
  }
}
