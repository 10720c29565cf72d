/// At most so many messages in a period.
package struct RateLimit: Sendable, Equatable {
  package var max: Int
  package var periodSeconds: Int

  package init(max: Int, periodSeconds: Int) {
    self.max = max
    self.periodSeconds = periodSeconds
  }
}
