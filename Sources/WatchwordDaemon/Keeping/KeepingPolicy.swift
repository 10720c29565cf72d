/// For how long what has been dealt with is kept, and how much of it; `nil` is for ever, or any amount.
package struct KeepingPolicy: Sendable, Equatable {
  package var texts: Duration?
  package var alerts: Duration?
  package var ledger: Duration?
  package var archive: Duration?
  package var rejected: Duration?
  package var archiveBytes: Int64?
  package var databaseBytes: Int64?

  package init() {}

  /// What there is to clear away, in the order in which one makes room for the next.
  var tasks: [KeepingTask] {
    var tasks: [KeepingTask] = []
    if alerts != nil { tasks.append(.alerts) }
    if ledger != nil { tasks.append(.ledger) }
    if texts != nil { tasks.append(.texts) }
    if databaseBytes != nil { tasks.append(.databaseSize) }
    if archive != nil || archiveBytes != nil { tasks.append(.archive) }
    if rejected != nil { tasks.append(.rejected) }
    return tasks
  }
}

enum KeepingTask: Sendable, CaseIterable {
  case alerts, ledger, texts, databaseSize, archive, rejected
}
