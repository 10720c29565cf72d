import AlertStore
import Inbox
import Logging
import Synchronization

/// Remembers which files stay in the inbox and were done with, so that a sweep over many of them asks nobody. Any thread.
///
/// Of each only a hash is kept (128 bits, with seeds that change with every start, so that nobody can make two files
/// alike). At most `capacity` of them; with more, those that no sweep met for longest are forgotten, and the ledger is
/// asked about what is not known.
final class KeptFiles: Sendable {
  fileprivate struct Key: Hashable {
    var first: Int
    var second: Int

    init(_ path: [UInt8], inode: UInt64, size: Int64, mtime: Int64, ctime: Int64) {
      func hash(_ seed: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(seed)
        hasher.combine(path)
        hasher.combine(inode)
        hasher.combine(size)
        hasher.combine(mtime)
        hasher.combine(ctime)
        return hasher.finalize()
      }
      (first, second) = (hash(1), hash(2))
    }
  }

  private struct State {
    var recent: Set<Key> = []
    var older: Set<Key> = []
    /// Whether every kept file of the ledger is known here.
    var isComplete = true

    mutating func contains(_ key: Key, _ capacity: Int) -> Bool {
      if recent.contains(key) { return true }
      guard older.remove(key) != nil else { return false }
      insert(key, capacity)
      return true
    }

    mutating func insert(_ key: Key, _ capacity: Int) {
      if recent.count >= capacity / 2 {
        if !older.isEmpty { isComplete = false }
        older = recent
        recent = []
      }
      recent.insert(key)
    }
  }

  static let defaultCapacity = 1_000_000

  private let store: AlertStore
  private let log: Logger
  private let capacity: Int
  private let state = Mutex(State())

  /// Reads what the ledger knows.
  init(store: AlertStore, log: Logger, capacity: Int = KeptFiles.defaultCapacity) throws {
    self.store = store
    self.log = log
    self.capacity = max(2, capacity)
    var loaded = State()
    var count = 0
    try store.keptInPlace(limit: capacity + 1) { file in
      count += 1
      guard count <= capacity else { return }
      loaded.insert(
        Key(
          file.pathBytes, inode: file.inode, size: file.sizeBytes, mtime: file.mtimeNanoseconds,
          ctime: file.ctimeNanoseconds), capacity)
    }
    if count > capacity { loaded.isComplete = false }
    let result = loaded
    state.withLock { $0 = result }
  }

  /// Whether this very file in this very state is in the ledger and stays where it is.
  func contains(_ path: InboxPath, _ file: Inbox.FileFingerprint) -> Bool {
    let key = Key(path, file)
    let (isKnown, isComplete) = state.withLock { ($0.contains(key, capacity), $0.isComplete) }
    if isKnown || isComplete { return isKnown }
    do {
      guard try store.keptInPlace(LedgerFingerprint(file, path: path)) != nil else { return false }
      state.withLock { $0.insert(key, capacity) }
      return true
    } catch {
      // Read once more and found to be a duplicate, at worst.
      log.warning("\(path.display): the ledger cannot be asked: \(error)")
      return false
    }
  }

  /// After the commit of its row.
  func insert(_ path: InboxPath, _ file: Inbox.FileFingerprint) {
    state.withLock { $0.insert(Key(path, file), capacity) }
  }

  var count: Int { state.withLock { $0.recent.count + $0.older.count } }
}

extension KeptFiles.Key {
  fileprivate init(_ path: InboxPath, _ file: Inbox.FileFingerprint) {
    self.init(path.bytes, inode: file.inode, size: file.size, mtime: file.mtime, ctime: file.ctime)
  }
}
