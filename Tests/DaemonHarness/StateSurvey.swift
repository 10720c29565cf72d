import Foundation
import GRDB
import Hashing

/// What a state folder holds, read when no daemon runs, and whether it adds up with the files.
package struct StateSurvey: Sendable {
  package struct LedgerRow: Sendable {
    package var path: String
    package var state: String
    package var reasonCode: String?
    package var reason: String?
    package var hash: String?
    package var move: String
    package var destination: String?
  }

  package var ledger: [LedgerRow]
  /// Rule and article's hash.
  package var matches: Set<[String]>
  /// Rule and story.
  package var alerted: [[String]]
  /// Rule, article's hash, alert id.
  package var alerts: Set<[String]>
  /// Ids in the log, repetitions included.
  package var loggedIDs: [String]
  /// Lines of the log that a crash left unfinished.
  package var tornLines: Int
  package var pendingDeliveries: Int

  package init(_ folder: WorkFolder, hasLog: Bool = true) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let database = try DatabaseQueue(path: folder.database, configuration: configuration)
    (ledger, matches, alerted, alerts, pendingDeliveries) = try database.read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT path, state, reason_code, reason, hex(hash) AS hash, move, destination FROM ledger")
      return (
        rows.map {
          LedgerRow(
            path: $0["path"], state: $0["state"], reasonCode: $0["reason_code"], reason: $0["reason"],
            hash: ($0["hash"] as String?)?.lowercased(), move: $0["move"], destination: $0["destination"])
        },
        Set(
          try Self.texts(
            database,
            "SELECT rule_id, lower(hex(hash)) || source FROM matches JOIN articles ON articles.id = article_id")),
        try Self.texts(database, "SELECT rule_id, story_id FROM alerts WHERE kind = 'new'"),
        Set(
          try Self.texts(
            database,
            "SELECT rule_id, lower(hex(hash)), alerts.id FROM alerts JOIN articles ON articles.id = article_id")),
        try Int.fetchOne(database, sql: "SELECT count(*) FROM outbox WHERE state = 'pending'") ?? 0
      )
    }
    let lines = hasLog ? try folder.bytesOfLines(of: "state/alerts.jsonl") : []
    loggedIDs = lines.compactMap { Self.id(ofLine: $0) }
    tornLines = lines.count - loggedIDs.count
  }

  private static func texts(_ database: Database, _ sql: String) throws -> [[String]] {
    try Row.fetchAll(database, sql: sql).map { row in row.databaseValues.map { String.fromDatabaseValue($0) ?? "" } }
  }

  /// Of an alert's line on stdout.
  static func id(_ line: String) -> String? { id(ofLine: Data(line.utf8)) }

  private static func id(ofLine line: Data) -> String? {
    // What is no JSON was torn: the caller says whether that may be.
    let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
    return object?["id"] as? String
  }

  /// Everything that is wrong with the promises, for files that were all dropped once under these names.
  package func problems(_ folder: WorkFolder, names: [String], mayTearLog: Bool = false) throws -> [String] {
    try problems(folder, drops: Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +), mayTearLog: mayTearLog)
  }

  /// Everything that is wrong with the promises.
  /// - Parameters:
  ///   - drops: how often a file was dropped under each name, each time after the one before had left.
  ///   - mayTearLog: whether the power was cut: then lines of the log may be torn.
  package func problems(_ folder: WorkFolder, drops: [String: Int], mayTearLog: Bool = false) throws -> [String] {
    var problems: [String] = []
    func expect(_ isRight: Bool, _ problem: String) { if !isRight { problems.append(problem) } }

    let counts = Dictionary(ledger.map { ($0.path, 1) }, uniquingKeysWith: +)
    let lost = drops.filter { counts[$0.key, default: 0] < $0.value }.map(\.key)
    let twice = counts.filter { $0.value > drops[$0.key, default: 0] }.map(\.key)
    let dropped = drops.values.reduce(0, +)
    expect(lost.isEmpty, "\(lost.count) files are not in the ledger: \(lost.prefix(5))")
    expect(twice.isEmpty, "\(twice.count) files are in the ledger more than once: \(twice.prefix(5))")
    expect(ledger.count == dropped, "\(ledger.count) ledger rows for \(dropped) files")
    expect(mayTearLog || tornLines == 0, "\(tornLines) lines of the log are torn")
    let isKept = folder.after == .keep
    let unmoved = ledger.filter { $0.move != (isKept ? "kept" : "done") }
    expect(unmoved.isEmpty, "\(unmoved.count) files are not where they belong: \(unmoved.prefix(5).map(\.path))")
    let (there, wanted) = (folder.files(below: "inbox"), isKept ? drops.keys.sorted() : [])
    let (left, gone) = (Set(there).subtracting(wanted).sorted(), Set(wanted).subtracting(there).sorted())
    expect(left.isEmpty, "\(left.count) files are left in the inbox: \(left.prefix(5))")
    expect(gone.isEmpty, "\(gone.count) files to be kept are gone: \(gone.prefix(5))")
    problems += try archiveProblems(folder)
    problems += try strangers(in: folder)

    expect(Set(alerted).count == alerted.count, "\(alerted.count - Set(alerted).count) alerts are there twice")
    let ids = Set(alerts.map { $0[2] })
    expect(ids.count == alerts.count, "two alerts share an id")
    let logged = Set(loggedIDs)
    expect(
      logged == ids,
      "\(ids.subtracting(logged).count) alerts are not in the log, \(logged.subtracting(ids).count) only there")
    expect(pendingDeliveries == 0, "\(pendingDeliveries) deliveries are pending")
    return problems
  }

  /// Every archived file is the one that the ledger speaks of, and no other file lies there.
  private func archiveProblems(_ folder: WorkFolder) throws -> [String] {
    var problems: [String] = []
    let archived = Set(WorkFolder.files(below: folder.archive))
    var expected: Set<String> = []
    let rejected = ledger.filter { $0.state == "rejected" }
    let reasons = rejected.flatMap { row in (row.destination.map { [$0, $0 + ".reason.json"] } ?? []) }
    let inRejected = Set(folder.files(below: "state/rejected").map { "rejected/" + $0 })
    if Set(reasons) != inRejected {
      problems.append(
        "the rejected folder differs from the ledger in \(inRejected.symmetricDifference(reasons).sorted().prefix(5))")
    }
    for row in ledger where row.state != "rejected" {
      let destination = row.destination ?? "nowhere"
      guard destination.hasPrefix("archive/") else {
        let isRight = destination == (folder.after == .delete ? "deleted" : "nowhere") && folder.after != .archive
        if !isRight { problems.append("\(row.path) lies at \(destination)") }
        continue
      }
      if folder.after != .archive { problems.append("\(row.path) is in the archive") }
      let name = String(destination.dropFirst("archive/".count))
      expected.insert(name)
      guard archived.contains(name) else { continue }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.archive)/\(name)"))
      if SHA256Digest(of: [UInt8](bytes).span).hex != row.hash { problems.append("\(destination) is another file") }
    }
    let missing = expected.subtracting(archived)
    let surplus = archived.subtracting(expected)
    if !missing.isEmpty {
      problems.append("\(missing.count) files are missing in the archive: \(missing.sorted().prefix(5))")
    }
    if !surplus.isEmpty {
      problems.append("\(surplus.count) unknown files are in the archive: \(surplus.sorted().prefix(5))")
    }
    return problems
  }

  /// Files in the state folder that nobody accounts for, such as what a crash left of a database set aside.
  private func strangers(in folder: WorkFolder) throws -> [String] {
    let known = [
      "watchword.db", "watchword.db-wal", "watchword.db-shm", "watchword.lock", "alerts.jsonl", "search.db",
      "search.db-wal", "search.db-shm", "control.sock",
    ]
    let here = folder.files(below: "state").filter { !$0.contains("/") || $0.hasPrefix(".") }
    let strangers = here.filter { !known.contains($0) }
    return strangers.isEmpty ? [] : ["unknown files are in the state: \(strangers.prefix(5))"]
  }
}
