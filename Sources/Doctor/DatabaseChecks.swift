import AlertStore
import SafeText

/// Whether the database is whole.
struct DatabaseCheck: DoctorCheck {
  let name = "database"

  static let advice =
    "see whether the disk is sound (dmesg); stop the daemon; put a backup back, or start it, which sets the database aside, "
    + "and run `watchword rebuild`"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    let database: DatabaseExamination
    do {
      database = try DatabaseExamination(stateFolder: environment.state, limit: environment.limit)
    } catch let error as AlertStoreError where error.code == .noDatabase {
      let isKnown = StateLockFile(stateFolder: environment.state).map { $0.mark != .none } ?? false
      guard isKnown else { return [.ok(self, "there is none yet; the daemon makes it")] }
      return [.error(self, "\(error.message) A daemon has had one there", advice: Self.advice)]
    } catch let error as AlertStoreError where error.code == .damagedDatabase {
      return [.error(self, "the database in \(environment.state) cannot be read: it is damaged", advice: Self.advice)]
    } catch {
      return [.error(self, "\((error as? AlertStoreError)?.message ?? "\(error)")", advice: "see that message")]
    }
    var findings = marks(environment, database.path)
    switch database.missingTables() {
    case .value(let missing) where !missing.isEmpty:
      findings.append(
        .error(self, "\(database.path) is damaged: \(missing.joined(separator: ", "))", advice: Self.advice))
    case .failed(let error): findings.append(failure(error))
    default: break
    }
    if case .value(false) = database.isCurrent() {
      findings.append(
        .warning(
          self, "\(database.path) was written by an older Watchword", advice: "start this version's daemon on it once"))
    }
    var isUnfinished = false
    switch database.damage(thoroughly: environment.isThorough) {
    case .value(let problems) where !problems.isEmpty:
      findings.append(
        .error(self, "\(database.path) is damaged: \(problems.joined(separator: "; "))", advice: Self.advice))
    case .value: break
    case .unfinished: isUnfinished = true
    case .failed(let error): findings.append(failure(error))
    }
    guard findings.isEmpty else { return findings }
    return [
      .ok(
        self,
        "\(database.path) is sound"
          + (isUnfinished ? " as far as was seen in ten seconds; --thorough looks at all of it" : ""))
    ]
  }

  /// What the last run left.
  private func marks(_ environment: DoctorEnvironment, _ path: String) -> [Finding] {
    guard let file = StateLockFile(stateFolder: environment.state), RunningDaemon(environment) == nil else { return [] }
    switch file.mark {
    case .damaged:
      return [.error(self, "the last daemon found \(path) damaged and stopped", advice: Self.advice)]
    case .running:
      return [
        .warning(
          self, "the last daemon did not end in order; that alone does no harm",
          advice: "start it: what was under way is finished then")
      ]
    case .none, .closed: return []
    }
  }

  private func failure(_ error: AlertStoreError) -> Finding {
    error.code == .damagedDatabase
      ? .error(self, "the database cannot be read: it is damaged", advice: Self.advice)
      : .error(self, error.message, advice: "try again; with the daemon stopped if it says the same")
  }
}

/// Whether what is in the database keeps the promises, and what waits in it.
struct LedgerCheck: DoctorCheck {
  let name = "ledger"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    let database: DatabaseExamination
    do {
      database = try DatabaseExamination(stateFolder: environment.state, limit: environment.limit)
    } catch {
      // The check of the database has said why.
      return []
    }
    var findings: [Finding] = []
    if case .value(let tables) = database.danglingReferences(), !tables.isEmpty {
      let counts = tables.sorted { $0.key < $1.key }.map { "\($0.value.counted("row")) of \($0.key)" }
      findings.append(
        .error(
          self, "rows refer to others that are not there: \(counts.joined(separator: ", "))",
          advice: DatabaseCheck.advice))
    }
    if case .value(let promises) = database.brokenPromises() {
      findings += promises.map { promise, count in
        .error(self, "not kept \(count == 1 ? "once" : "\(count) times"): \(promise)", advice: DatabaseCheck.advice)
      }
    }
    if case .value((let count, let reason)) = database.failedMoves(), count > 0 {
      findings.append(
        .warning(
          self, "\(count.counted("file")) cannot be moved out of the inbox\(reason.map { ": \($0)" } ?? "")",
          advice: "mend that; what they matched was told, and the daemon goes on trying"))
    }
    if case .value(let endpoints) = database.failedDeliveries() {
      findings += endpoints.map { endpoint, count, reason in
        .warning(
          self, "\(count.counted("alert")) could not be told to \(endpoint) yet\(reason.map { ": \($0)" } ?? "")",
          advice: "see whether \(endpoint) can be reached; the daemon goes on trying")
      }
    }
    return findings.isEmpty ? [.ok(self, "every row has what belongs to it, and nothing is stuck")] : findings
  }
}

/// Whether the clock is right, as far as the ledger can tell.
struct ClockCheck: DoctorCheck {
  let name = "clock"
  private static let oneMinute: Int64 = 60_000
  /// 2025-01-01, before which this program was not there.
  private static let earliest: Int64 = 1_735_689_600_000

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    let now = environment.system.now()
    let advice = "set the clock (timedatectl); times of alerts, and rules on how old an article is, depend on it"
    if now < Self.earliest { return [.error(self, "the clock is before 2025", advice: advice)] }
    do {
      let database = try DatabaseExamination(stateFolder: environment.state, limit: environment.limit)
      if case .value(let newest?) = database.newestArrival(), newest > now + Self.oneMinute {
        return [
          .warning(
            self,
            "the newest file in the ledger came in \((newest - now) / Self.oneMinute) minutes after now: the clock is wrong, or was",
            advice: advice)
        ]
      }
    } catch {
      // The check of the database has said why.
    }
    return [.ok(self, "nothing in the ledger is of the future")]
  }
}
