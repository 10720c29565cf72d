import Foundation
import GRDB

/// What a database says was raised, in the order of commits, and what became of it; read when no daemon runs.
struct DeliverySurvey: Sendable {
  struct Raised: Sendable {
    var id: String
    var story: String
    /// In milliseconds since 1970.
    var time: Int64
  }

  var alerts: [Raised]
  /// How many are in the outbox, by endpoint and state.
  var outbox: [String: Int]

  init(_ folder: WorkFolder) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let database = try DatabaseQueue(path: folder.database, configuration: configuration)
    (alerts, outbox) = try database.read { database in
      let alerts = try Row.fetchAll(database, sql: "SELECT id, story_id, time_ms FROM alerts ORDER BY sequence")
      let outbox = try Row.fetchAll(
        database, sql: "SELECT endpoint || ' ' || state, count(*) FROM outbox GROUP BY endpoint, state")
      return (
        alerts.map { Raised(id: $0[0], story: $0[1], time: $0[2]) },
        Dictionary(uniqueKeysWithValues: outbox.map { ($0[0] as String, $0[1] as Int) })
      )
    }
  }
}

/// What a series of kills came to.
package struct DeliveryReport: Sendable {
  package struct Receiver: Sendable {
    package var name: String
    package var requests: Int
    package var taken: Int
    package var repeats: DeliveryRepeats
  }

  package var kills = 0
  /// Of these, the kills at a point, by its name.
  package var killsAtPoint: [String: Int] = [:]
  package var alerts = 0
  /// Stories with more than one alert.
  package var longStories = 0
  package var receivers: [Receiver] = []
  /// How long the alerts took to the receiver that is well, in milliseconds, sorted: those whose daemon watched when they
  /// were raised and lived for a second after.
  package var waits: [Int64] = []
  /// How often the daemon was started at the end until nothing was in back-off.
  package var lastRuns = 0
  package var problems: [String] = []

  /// The wait that so many in a hundred do not exceed; zero where there is none.
  package func wait(percentile: Int) -> Int64 {
    waits.isEmpty ? 0 : waits[min(waits.count - 1, waits.count * percentile / 100)]
  }

  /// - Parameter finished: when the first daemon was started that nobody killed, in milliseconds since 1970.
  mutating func add(
    _ survey: DeliverySurvey, _ receivers: Receivers, _ lives: [DeliverySeries.Life], finished: Int64,
    longestWait: Duration?
  ) {
    alerts = survey.alerts.count
    longStories = Dictionary(grouping: survey.alerts, by: \.story).count { $0.value.count > 1 }
    let ids = Set(survey.alerts.map(\.id))
    expect(ids.count == alerts, "\(alerts - ids.count) alerts share an id with another")
    for receiver in receivers.all { add(receiver, survey, ids, starts: lives.map(\.start) + [finished]) }
    let left = survey.outbox.filter { !$0.key.hasSuffix(" delivered") }
    expect(left.isEmpty, "not everything is recorded as delivered: \(left)")

    waits = Self.waits(survey, receivers.well, lives)
    guard let longestWait else { return }
    expect(waits.count >= alerts / 10, "only \(waits.count) of \(alerts) alerts could be timed")
    let wait = wait(percentile: 99)
    expect(
      .milliseconds(wait) <= longestWait,
      "\(receivers.well.name) waited \(wait) ms for one in a hundred alerts, \(waits.last ?? 0) ms for the latest")
  }

  private mutating func add(
    _ receiver: Receivers.Receiver, _ survey: DeliverySurvey, _ ids: Set<String>, starts: [Int64]
  ) {
    let taken = receiver.taken.map(\.id)
    let repeats = DeliveryRepeats(receiver.taken, starts: starts)
    let unique = Set(taken)
    let name = receiver.name
    receivers.append(
      Receiver(name: name, requests: receiver.server.requests.count, taken: taken.count, repeats: repeats))
    let lost = ids.subtracting(unique)
    expect(lost.isEmpty, "\(name) never got \(lost.count) of \(ids.count) alerts: \(lost.sorted().prefix(5))")
    let unknown = Set(receiver.server.requests.map { $0.headers["webhook-id"] ?? "none" }).subtracting(ids)
    expect(unknown.isEmpty, "\(name) got \(unknown.count) alerts that are not in the database: \(unknown.prefix(5))")
    problems += repeats.problems(of: name, kills: kills)
    let disordered = Self.disordered(taken, survey)
    expect(disordered.isEmpty, "\(name) got \(disordered.count) stories out of order: \(disordered.prefix(5))")
  }

  /// Stories whose alerts came for the first time in another order than they were raised in.
  private static func disordered(_ taken: [String], _ survey: DeliverySurvey) -> [String] {
    var places: [String: Int] = [:]
    for (place, id) in taken.enumerated() where places[id] == nil { places[id] = place }
    let stories = Dictionary(grouping: survey.alerts.filter { places[$0.id] != nil }, by: \.story)
    return stories.filter { story in
      let order = story.value.compactMap { places[$0.id] }
      return order != order.sorted()
    }.map(\.key).sorted()
  }

  private static func waits(
    _ survey: DeliverySurvey, _ receiver: Receivers.Receiver, _ lives: [DeliverySeries.Life]
  ) -> [Int64] {
    let first = Dictionary(receiver.taken.map { ($0.id, $0.arrived) }) { first, _ in first }
    return survey.alerts.compactMap { alert in
      let isTimed = lives.contains { life in
        life.watching.map { $0 <= alert.time } == true && alert.time + 1_000 <= life.end
      }
      guard isTimed, let arrived = first[alert.id] else { return nil }
      return arrived - alert.time
    }.sorted()
  }

  /// A point at which no daemon died was not tried: it is called no longer, or too few kills were asked for.
  mutating func expectDeaths(at points: [String]) {
    let missed = points.filter { killsAtPoint[$0] == nil }
    expect(
      missed.isEmpty,
      "no daemon died at \(missed.joined(separator: ", ")): it takes a debug build, and \(2 * points.count - 1) kills")
  }

  private mutating func expect(_ isRight: Bool, _ problem: String) { if !isRight { problems.append(problem) } }
}
