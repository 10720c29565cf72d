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
    loggedIDs = hasLog ? try folder.lines(of: "state/alerts.jsonl").map(Self.id) : []
  }

  private static func texts(_ database: Database, _ sql: String) throws -> [[String]] {
    try Row.fetchAll(database, sql: sql).map { row in row.databaseValues.map { String.fromDatabaseValue($0) ?? "" } }
  }

  private static func id(ofLine line: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    guard let id = object?["id"] as? String else { throw HarnessError("a line of the log has no id: \(line)") }
    return id
  }

  /// Everything that is wrong with the promises, for files that were all dropped once under these names.
  package func problems(_ folder: WorkFolder, names: [String]) throws -> [String] {
    var problems: [String] = []
    func expect(_ isRight: Bool, _ problem: String) { if !isRight { problems.append(problem) } }

    let counts = Dictionary(ledger.map { ($0.path, 1) }, uniquingKeysWith: +)
    let lost = names.filter { counts[$0] == nil }
    let twice = counts.filter { $0.value != 1 }.map(\.key)
    expect(lost.isEmpty, "\(lost.count) files are not in the ledger: \(lost.prefix(5))")
    expect(twice.isEmpty, "\(twice.count) files are in the ledger more than once: \(twice.prefix(5))")
    expect(ledger.count == names.count, "\(ledger.count) ledger rows for \(names.count) files")
    let unmoved = ledger.filter { $0.move != "done" }
    expect(unmoved.isEmpty, "\(unmoved.count) files are not where they belong: \(unmoved.prefix(5).map(\.path))")
    let left = folder.files(below: "inbox")
    expect(left.isEmpty, "\(left.count) files are left in the inbox: \(left.prefix(5))")
    problems += try archiveProblems(folder)

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
    let archived = Set(folder.files(below: "state/archive"))
    var expected: Set<String> = []
    for row in ledger where row.state != "rejected" {
      guard let destination = row.destination, destination.hasPrefix("archive/") else { continue }
      let name = String(destination.dropFirst("archive/".count))
      expected.insert(name)
      guard archived.contains(name) else { continue }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.state)/\(destination)"))
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
}
