/// Why alerts were held back, to be told in one message when their time has come.
package enum Gathering: String, Sendable, Equatable, CaseIterable {
  /// The rule, or the endpoint, has a digest.
  case digest
  /// They came in the endpoint's quiet hours.
  case quietHours = "quiet-hours"
  /// There were more of them than the endpoint is to be told at once.
  case limit
}
