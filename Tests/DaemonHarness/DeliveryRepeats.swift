/// What a receiver took more than once, and in which life of the daemon it had taken it the time before: only the end of that
/// life can be why it came again.
package struct DeliveryRepeats: Sendable {
  /// How many alerts that were taken in a life came again after it, by the number of the life.
  private var afterLife: [Int: Int] = [:]
  /// The lives in which anything was taken.
  private var told: Set<Int> = []

  /// What may come again after a kill, to each receiver: a webhook is given so many alerts at a time, one after the other, and
  /// the next only when the database has what became of these. So a kill leaves so many at most of which the receiver knows and
  /// the database does not, and a receiver has no more repeats than this times the kills of lives that told it anything.
  /// What fails in between is no reason: it was not taken.
  static let inFlight = 16

  /// - Parameters:
  ///   - taken: what a receiver said that it took, in the order in which it came, with the time in milliseconds since 1970.
  ///   - starts: of all lives, sorted, likewise.
  package init(_ taken: [(id: String, arrived: Int64)], starts: [Int64]) {
    var last: [String: Int] = [:]
    for (id, arrived) in taken {
      let life = (starts.firstIndex { $0 > arrived } ?? starts.count) - 1
      if let before = last[id] { afterLife[before, default: 0] += 1 }
      last[id] = life
      told.insert(life)
    }
  }

  package var count: Int { afterLife.values.reduce(0, +) }
  package var mostAfterOneLife: Int { afterLife.values.max() ?? 0 }

  /// How many there may be where the first so many lives were killed.
  package func limit(kills: Int) -> Int { Self.inFlight * told.count { $0 < kills } }

  /// - Parameter kills: so many lives, the first ones, were killed; those after them ended in order.
  package func problems(of receiver: String, kills: Int) -> [String] {
    afterLife.sorted { $0.key < $1.key }.compactMap { life, count in
      if life >= kills { return "\(receiver) had \(count) repeats of what a daemon told that nobody killed" }
      return count <= Self.inFlight
        ? nil : "\(receiver) had \(count) repeats after kill \(life + 1), of \(Self.inFlight) in flight at most"
    }
  }
}
