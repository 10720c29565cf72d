/// The folders that no event can be relied on for, so that they are looked through at short intervals.
///
/// However many there are, `maximumApart` of them are remembered; with more, the whole inbox is polled.
struct PolledFolders {
  enum Reason: Sendable, Equatable {
    /// The name of the file system.
    case network(String)
    /// No watch could be had.
    case watchLimit
    case noInotify(String)

    /// A part of a sentence.
    var text: String {
      switch self {
      case .network(let name): "it is on \(name)"
      case .watchLimit: "no more folders can be watched"
      case .noInotify(let message): message
      }
    }
  }

  private struct Entry {
    var reason: Reason
    var generation: Int
  }

  static let maximumApart = 64

  private var known: [[UInt8]: Entry] = [:]
  private var generation = 0
  private var counted = 0
  /// As of the last whole sweep, or more.
  private(set) var count = 0
  /// Whether there may be folders that are not remembered.
  private var isOverfull = false
  private var willBeOverfull = false
  /// Whether no watch could be had somewhere in this sweep.
  private(set) var isLimited = false

  var isEmpty: Bool { known.isEmpty && !isOverfull }

  /// Whether single folders are not enough: the inbox itself is polled, or too many are.
  var isEverything: Bool { isOverfull || known[[]] != nil }

  /// Why the whole inbox is polled.
  var reasonForEverything: Reason? { known[[]]?.reason ?? (isOverfull ? .watchLimit : nil) }

  /// In the order of their bytes.
  var paths: [[UInt8]] { known.keys.sorted { $0.lexicographicallyPrecedes($1) } }

  func reason(at path: [UInt8]) -> Reason? { known[path]?.reason }

  /// A folder that is to be polled. Returns whether that was not known. O(depth).
  @discardableResult
  mutating func insert(_ path: [UInt8], _ reason: Reason) -> Bool {
    counted += 1
    count = max(count, counted)
    if reason == .watchLimit { isLimited = true }
    if covers(path) { return false }
    guard known[path] != nil || known.count < Self.maximumApart else {
      willBeOverfull = true
      isOverfull = true
      return false
    }
    return known.updateValue(Entry(reason: reason, generation: generation), forKey: path) == nil
  }

  /// A folder that need not be polled any more.
  mutating func remove(_ path: [UInt8]) { if !known.isEmpty { known[path] = nil } }

  /// Whether a folder above it is polled.
  private func covers(_ path: [UInt8]) -> Bool {
    guard !known.isEmpty else { return false }
    return Self.ancestors(of: path).contains { known[$0]?.generation == generation }
  }

  /// Whether it lies on a network file system, as far as is known: where too many folders are polled, it may.
  func isOnNetwork(_ path: [UInt8]) -> Bool {
    guard !known.isEmpty else { return false }
    if case .network = known[path]?.reason { return true }
    return Self.ancestors(of: path).contains {
      if case .network = known[$0]?.reason { true } else { false }
    }
  }

  /// The folders above, the inbox itself included; none for the inbox itself.
  private static func ancestors(of path: [UInt8]) -> some Sequence<[UInt8]> {
    let ends = path.isEmpty ? [] : [0] + path.indices.filter { path[$0] == slash }
    return ends.lazy.map { Array(path[..<$0]) }
  }

  mutating func beginSweep() {
    generation += 1
    counted = 0
    willBeOverfull = false
    isLimited = false
  }

  /// The sweep was complete: forgets the folders that it did not meet.
  mutating func endSweep() {
    known = known.filter { $0.value.generation == generation }
    count = counted
    isOverfull = willBeOverfull
  }

  mutating func removeAll() { self = PolledFolders() }
}
