/// How many things happened in the last minutes. A value; the time is given, monotonic.
struct RateMeter: Sendable {
  /// A slot is five seconds, and there is one more than fifteen minutes need, since the newest is only partly over.
  private static let slotSeconds: Int64 = 5
  private static let slotCount = 181

  private var slots = [Int](repeating: 0, count: slotCount)
  /// The number of the newest slot.
  private var newest: Int64 = 0
  private let began: Duration

  init(now: Duration) {
    began = now
    newest = Self.slot(now)
  }

  mutating func count(_ count: Int = 1, now: Duration) {
    move(to: now)
    slots[Self.index(newest)] += count
  }

  /// A second, over the time that is given, or since the beginning where that is shorter.
  mutating func rate(over period: Duration, now: Duration) -> Double {
    move(to: now)
    let number = min(period.components.seconds / Self.slotSeconds, Int64(Self.slotCount - 1))
    // The newest slot and as many whole ones as the period has room for; what it really covers is divided by.
    let count = (0..<number).reduce(0) { $0 + slots[Self.index(newest - $1)] }
    let newestSeconds = now / .seconds(1) - Double(newest * Self.slotSeconds)
    let covered = min(Double((number - 1) * Self.slotSeconds) + newestSeconds, (now - began) / .seconds(1))
    return covered > 0 ? Double(count) / covered : 0
  }

  private mutating func move(to now: Duration) {
    let slot = Self.slot(now)
    guard slot > newest else { return }
    for passed in 1...min(slot - newest, Int64(Self.slotCount)) { slots[Self.index(newest + passed)] = 0 }
    // More have passed than there are: all are empty.
    newest = slot
  }

  private static func slot(_ now: Duration) -> Int64 { now.components.seconds / slotSeconds }
  /// Also of a slot before the time began: the machine may have started a minute ago.
  private static func index(_ slot: Int64) -> Int {
    let rest = Int(slot % Int64(slotCount))
    return rest < 0 ? rest + slotCount : rest
  }
}

/// The last so many of something. A value.
struct LatestSamples: Sendable {
  private static let maximum = 1_024

  private var samples: [Int64] = []
  private var next = 0

  mutating func add(_ sample: Int64) {
    if samples.count < Self.maximum {
      samples.append(sample)
    } else {
      samples[next] = sample
      next = (next + 1) % Self.maximum
    }
  }

  var sorted: [Int64] { samples.sorted() }
}
