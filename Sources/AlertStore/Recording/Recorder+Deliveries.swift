import FailPoints

extension Recorder {
  /// Returns how many deliveries changed. An attempt whose delivery has ended in between, changes nothing.
  func recordAttempts(_ attempts: [DeliveryAttempt], _ change: EndpointRecord?) throws -> Int {
    let count = try attempts.reduce(0) { count, attempt in
      let changes = try update(attempt)
      try FailPoint.attemptRecorded.check()
      return count + changes
    }
    switch change {
    case .worksAgain(let endpoint):
      try run(
        """
        UPDATE outbox SET next_attempt_ms = 0
        WHERE endpoint = ? AND state = 'pending' AND next_attempt_ms > 0 AND (gathering IS NULL OR attempts > 0)
        """, [endpoint.stored])
    case .switchedOff(let endpoint, let reason, let milliseconds):
      try run(
        "INSERT OR IGNORE INTO endpoints_off (endpoint, since_ms, reason) VALUES (?, ?, ?)",
        [endpoint.stored, milliseconds, reason.stored])
    case nil: break
    }
    return count
  }

  /// When it failed first is never later than now: a clock that was far ahead would keep it from ever being given up.
  private func update(_ attempt: DeliveryAttempt) throws -> Int {
    switch attempt.outcome {
    case .delivered:
      return try run(
        """
        UPDATE outbox SET state = 'delivered', attempts = attempts + 1, next_attempt_ms = NULL, ended_ms = ?
        WHERE endpoint = ? AND sequence = ? AND state = 'pending'
        """, [attempt.milliseconds, attempt.endpoint.stored, attempt.sequence])
    case .failed(let reason, let next):
      return try run(
        """
        UPDATE outbox SET attempts = attempts + 1, next_attempt_ms = ?1, last_error = ?2,
          failing_ms = min(coalesce(failing_ms, ?3), ?3)
        WHERE endpoint = ?4 AND sequence = ?5 AND state = 'pending'
        """, [next, reason.stored, attempt.milliseconds, attempt.endpoint.stored, attempt.sequence])
    case .dead(let reason):
      return try run(
        """
        UPDATE outbox SET state = 'dead', attempts = attempts + 1, next_attempt_ms = NULL, ended_ms = ?1, last_error = ?2,
          failing_ms = coalesce(failing_ms, ?1)
        WHERE endpoint = ?3 AND sequence = ?4 AND state = 'pending'
        """, [attempt.milliseconds, reason.stored, attempt.endpoint.stored, attempt.sequence])
    }
  }

  /// Returns how many endpoints were off. What failed before is due at once.
  func switchOn(_ endpoint: String) throws -> Int {
    _ = try recordAttempts([], .worksAgain(endpoint))
    return try run("DELETE FROM endpoints_off WHERE endpoint = ?", [endpoint.stored])
  }

  /// Returns how many became due again, at most `DeliverySelection.maximumCount`.
  func redeliver(_ selection: DeliverySelection) throws -> Int {
    let state = selection.onlyDead ? "state = 'dead'" : "state != 'pending'"
    let again = """
      UPDATE outbox SET state = 'pending', attempts = 0, next_attempt_ms = 0, ended_ms = NULL, failing_ms = NULL,
        gathering = NULL
      WHERE (endpoint, sequence) IN
      """
    if let alertID = selection.alertID {
      return try run(
        """
        \(again) (SELECT endpoint, outbox.sequence FROM outbox JOIN alerts ON alerts.sequence = outbox.sequence
          WHERE alerts.id = ?1 AND (?2 IS NULL OR endpoint = ?2) AND \(state) AND ended_ms < ?3 LIMIT ?4)
        """,
        [alertID.stored, selection.endpoint?.stored, selection.endedBefore, DeliverySelection.maximumCount])
    }
    guard let endpoint = selection.endpoint else { return 0 }
    return try run(
      """
      \(again) (SELECT endpoint, outbox.sequence FROM outbox JOIN alerts ON alerts.sequence = outbox.sequence
        WHERE endpoint = ?1 AND \(state) AND ended_ms < ?2 AND time_ms >= ?3 ORDER BY outbox.sequence DESC LIMIT ?4)
      """, [endpoint.stored, selection.endedBefore, selection.since, DeliverySelection.maximumCount])
  }
}
