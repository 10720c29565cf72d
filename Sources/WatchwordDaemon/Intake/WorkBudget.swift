/// How many files may be under way from the inbox until they are moved on, and how much may be held in memory for them, so
/// that a backlog of any size costs no more memory than a short one. A value; its owner asks before it begins something.
struct WorkBudget: Sendable {
  var maximumFiles: Int
  /// Of file contents and what was found in them.
  var maximumBytes: Int
  private(set) var files = 0
  private(set) var bytes = 0

  init(maximumFiles: Int = 2048, maximumBytes: Int = 64 << 20) {
    self.maximumFiles = maximumFiles
    self.maximumBytes = maximumBytes
  }

  var hasRoomForContents: Bool { bytes < maximumBytes }
  var isIdle: Bool { files == 0 }

  /// Whether there is room for so many more files: with less, a worker would be woken for each file that ends.
  func hasRoom(for count: Int) -> Bool { hasRoomForContents && files + count <= maximumFiles }

  mutating func begin(_ count: Int = 1) { files += count }
  mutating func hold(bytes count: Int) { bytes += count }
  mutating func release(bytes count: Int) { bytes -= count }
  mutating func end(_ count: Int = 1) { files -= count }
}
