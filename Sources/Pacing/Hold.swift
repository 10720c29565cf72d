/// Until when something is not told.
package struct Hold: Sendable, Equatable {
  /// Milliseconds since 1970.
  package var until: Int64
  package var gathering: Gathering

  package init(until: Int64, gathering: Gathering) {
    self.until = until
    self.gathering = gathering
  }
}
