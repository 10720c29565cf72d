/// An endpoint that is told of something, and what it asks of the time.
package struct Recipient: Sendable, Equatable {
  package var endpoint: String
  /// `nil`: at once.
  package var hold: Hold?
  /// What the endpoint takes at once; `nil` for any number.
  package var limit: RateLimit?

  package init(_ endpoint: String, hold: Hold? = nil, limit: RateLimit? = nil) {
    self.endpoint = endpoint
    self.hold = hold
    self.limit = limit
  }
}
