/// What is asked to be delivered again.
package struct RedeliverRequest: Codable, Sendable, Equatable {
  /// The id of an alert; without it all of an endpoint.
  package var alert: String?
  package var endpoint: String?
  /// Of alerts raised then or later, in milliseconds since 1970.
  package var since: Int64?
  /// Only what was given up, or refused.
  package var onlyFailed: Bool

  package init(alert: String? = nil, endpoint: String? = nil, since: Int64? = nil, onlyFailed: Bool = false) {
    self.alert = alert
    self.endpoint = endpoint
    self.since = since
    self.onlyFailed = onlyFailed
  }
}

package struct RedeliverReport: Codable, Sendable, Equatable {
  /// How many deliveries are due again.
  package var deliveries: Int

  package init(deliveries: Int) { self.deliveries = deliveries }
}

/// An endpoint by its name.
package struct EndpointRequest: Codable, Sendable, Equatable {
  package var endpoint: String

  package init(endpoint: String) { self.endpoint = endpoint }
}

package struct EndpointReport: Codable, Sendable, Equatable {
  package var endpoint: String
  /// Whether it was switched off before.
  package var wasOff: Bool
  /// How many alerts wait for it.
  package var pending: Int

  package init(endpoint: String, wasOff: Bool, pending: Int) {
    self.endpoint = endpoint
    self.wasOff = wasOff
    self.pending = pending
  }
}
