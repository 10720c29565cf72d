/// Which inotify watch stands for which folder.
struct WatchTable {
  private struct Folder {
    var path: [UInt8]
    var generation: Int
  }

  private var folders: [Int32: Folder] = [:]
  private var watches: [[UInt8]: Int32] = [:]
  /// Counted up by each sweep; a folder carries that of the last walk that met it.
  private var generation = 0

  var count: Int { folders.count }

  /// Relative to the inbox; empty for the inbox itself.
  func path(of watch: Int32) -> [UInt8]? { folders[watch]?.path }

  func watch(of path: [UInt8]) -> Int32? { watches[path] }

  /// Notes where a watch is. Returns the watch that stood for that path until now, if it is another one.
  mutating func insert(_ watch: Int32, at path: [UInt8]) -> Int32? {
    if let before = folders[watch]?.path, before != path, watches[before] == watch { watches[before] = nil }
    let replaced = watches[path]
    folders[watch] = Folder(path: path, generation: generation)
    watches[path] = watch
    guard let replaced, replaced != watch else { return nil }
    folders[replaced] = nil
    return replaced
  }

  mutating func remove(_ watch: Int32) {
    guard let folder = folders.removeValue(forKey: watch) else { return }
    if watches[folder.path] == watch { watches[folder.path] = nil }
  }

  /// Forgets a folder and all beneath it; returns their watches. O(number of watches).
  mutating func removeFolder(_ path: [UInt8]) -> [Int32] {
    guard watches[path] != nil else { return [] }
    let beneath = path + [slash]
    return removeAll { $0.path == path || $0.path.starts(with: beneath) }
  }

  /// Forgets everything; returns the watches.
  mutating func removeAll() -> [Int32] { removeAll { _ in true } }

  mutating func beginSweep() { generation += 1 }

  /// Forgets the folders that the sweep, which was complete, did not meet; returns their watches.
  mutating func endSweep() -> [Int32] {
    let current = generation
    return removeAll { $0.generation < current }
  }

  private mutating func removeAll(where isMeant: (Folder) -> Bool) -> [Int32] {
    let meant = folders.filter { isMeant($0.value) }.map(\.key)
    for watch in meant { remove(watch) }
    return meant
  }
}
