/// Where alerts go. A `DeliveryQueue` owns each one and calls it on the queue `delivery.<name>`, `stop()` excepted.
package protocol Endpoint: AnyObject, Sendable {
  /// Unique among the endpoints of a daemon; the outbox keeps deliveries under it.
  var name: String { get }

  /// How many deliveries it takes at once, at least one. Also how many may come twice after a crash.
  var batchLimit: Int { get }

  /// How long there has to be between two calls of `deliver`, each of which then gets one message: what a receiver allows.
  var minimumInterval: Duration { get }

  /// Whether the alerts that an article raised go in one message.
  var tellsStories: Bool { get }

  /// Delivers in order, ends at the first failure, and says how each attempt ended.
  ///
  /// There are as many outcomes as attempts; what has none was not tried and stays as it was. So all are `.delivered` but
  /// the last, or those that were told in one message with it. After `stop()` there may be none at all, and an attempt that was cut off has none. May block, for a
  /// bounded time.
  func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome]

  /// Closes what it holds open by name, so that the next delivery opens it anew (HUP, logrotate).
  func reopen()

  /// Makes a blocked delivery return soon, and all later ones at once. For good; from any thread.
  func stop()
}

extension Endpoint {
  package var minimumInterval: Duration { .zero }
  package var tellsStories: Bool { false }
  package func reopen() {}
}
