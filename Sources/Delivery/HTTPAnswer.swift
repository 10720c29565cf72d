/// What a server answered to a request.
struct HTTPAnswer: Sendable, Equatable {
  var status: Int
  /// The header's value, as it came.
  var retryAfter: String?
  /// As much of the start as is kept; see `HTTPExchange`.
  var body: [UInt8] = []
}
