/// Decides in which days of the archive files are deleted, oldest first: days that are older than it is kept, and then as
/// many as make it small enough. What arrived today or yesterday stays, and so do days of files that are still being
/// put away. Days are counted from 1970, in UTC.
struct ArchivePlan {
  enum Step: Equatable {
    /// Every file of the day goes.
    case clear(Int64)
    /// Its size is to be found out.
    case measure(Int64)
    /// Its files go until so many bytes are gone.
    case trim(Int64, bytes: Int64)
  }

  private var toClear: ArraySlice<Int64>
  private var toMeasure: ArraySlice<Int64> = []
  private var toTrim: ArraySlice<Int64> = []
  private let maximumBytes: Int64?
  /// Of the days that were measured: they hardly change once they are over.
  private(set) var sizes: [Int64: Int64]

  /// - Parameters:
  ///   - days: those that have a folder, oldest first.
  ///   - before: days before this one are not kept.
  ///   - sizes: what an earlier plan found out.
  init(
    days: [Int64], today: Int64, before: Int64?, maximumBytes: Int64?, unfinished: Set<Int64>,
    sizes: [Int64: Int64] = [:]
  ) {
    self.maximumBytes = maximumBytes
    let mayGo = days.filter { $0 < today - 1 && !unfinished.contains($0) }
    toClear = before.map { before in mayGo.filter { $0 < before } }.map { $0[...] } ?? []
    let cleared = Set(toClear)
    let rest = Set(days).subtracting(cleared)
    self.sizes = maximumBytes == nil ? [:] : sizes.filter { rest.contains($0.key) && mayGo.contains($0.key) }
    guard maximumBytes != nil else { return }
    toMeasure = days.filter { rest.contains($0) && self.sizes[$0] == nil }[...]
    toTrim = mayGo.filter { rest.contains($0) }[...]
  }

  /// `nil`: all is done. The same step until it was ended.
  var next: Step? {
    if let day = toClear.first { return .clear(day) }
    if let day = toMeasure.first { return .measure(day) }
    guard let maximumBytes, let day = toTrim.first else { return nil }
    let tooMuch = sizes.values.reduce(0, +) - maximumBytes
    return tooMuch > 0 ? .trim(day, bytes: tooMuch) : nil
  }

  mutating func cleared() { toClear = toClear.dropFirst() }

  mutating func measured(bytes: Int64) {
    guard let day = toMeasure.popFirst() else { return }
    sizes[day] = bytes
  }

  /// The whole day was gone through.
  mutating func trimmed(keptBytes: Int64) {
    guard let day = toTrim.popFirst() else { return }
    sizes[day] = keptBytes
  }
}
