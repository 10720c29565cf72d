extension DeliveryOutcome {
  /// What an answer means for the alert that was sent.
  ///
  /// - Parameters:
  ///   - host: who answered, for people.
  ///   - secrets: what was sent and may stand in the answer.
  ///   - now: milliseconds since 1970.
  init(_ answer: HTTPAnswer, from host: String, hiding secrets: SentSecrets, now: Int64) {
    if (200...299).contains(answer.status) {
      self = .delivered
      return
    }
    var reason = "\(host) answered with HTTP status \(answer.status)"
    if let meaning = Self.meaning(of: answer.status) { reason += ": \(meaning)" }
    let said = secrets.shown(answer.body)
    if !said.isEmpty { reason += ". It said: \(said)" }
    switch answer.status {
    case 410: self = .gone(reason: reason)
    // A proxy that wants other credentials has not asked the receiver.
    case 407, 408, 425, 429: self = .failed(reason: reason, retryAfter: Self.wait(answer, now: now))
    case 300...499: self = .refused(reason: reason)
    default: self = .failed(reason: reason, retryAfter: Self.wait(answer, now: now))
    }
  }

  private static func wait(_ answer: HTTPAnswer, now: Int64) -> Duration? {
    answer.retryAfter.flatMap { RetryAfter.wait($0, now: now) }
  }

  /// What to do, where the status tells; it holds for all alerts but where it says otherwise.
  private static func meaning(of status: Int) -> String? {
    switch status {
    case 300...399: "it points to another address, and is not followed there; write the right one as the url"
    case 401, 403: "it does not let Watchword in; see bearer, basic, headers, certificate and signing_secrets"
    case 404, 405: "it takes no alerts at this address; see the url"
    case 407: "the proxy wants to know who asks; write its URL with user and password, in a file"
    case 410: "it wants no alerts any more"
    case 413: "this alert is too long for it"
    case 429: "it was told more than it takes"
    case 406, 415, 422: "it does not take alerts that look like this one; see format"
    default: nil
    }
  }
}
