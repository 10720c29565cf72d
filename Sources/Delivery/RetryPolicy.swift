/// How long to wait after failures.
package struct RetryPolicy: Sendable, Equatable {
  /// The shortest wait, and the base of the back-off. At least 1 ms.
  package let first: Duration
  /// The longest wait of one delivery. Not less than `first`.
  package let longest: Duration
  /// The longest pause of an endpoint: how late it is noticed at most that it works again. Not less than `first`.
  package let longestPause: Duration
  /// How many different deliveries must fail, with no success between, before the endpoint pauses. At least one.
  package let failuresBeforePause: Int
  /// How long after its first failure a delivery is tried again; then it is a dead letter. Not less than `first`.
  package let giveUp: Duration

  /// Values below their minimum are raised to it.
  package init(
    first: Duration = .seconds(1), longest: Duration = .seconds(3600), longestPause: Duration = .seconds(60),
    failuresBeforePause: Int = 3, giveUp: Duration = .seconds(5 * 86_400)
  ) {
    self.first = max(first, .milliseconds(1))
    self.longest = max(longest, self.first)
    self.longestPause = max(longestPause, self.first)
    self.failuresBeforePause = max(failuresBeforePause, 1)
    self.giveUp = max(giveUp, self.first)
  }
}
