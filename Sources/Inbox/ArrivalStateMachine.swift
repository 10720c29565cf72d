/// Decides when a file that lies in the inbox is whole, and hands each arrival over once.
///
/// Pure: it is told what happens and what time it is (a duration on a monotonic clock, from any start), and says what
/// to do. However much lies in the inbox it keeps at most `maximumHeld` + `maximumUnsettled` paths; what it has no room
/// for it forgets, and wants a sweep, which finds it again.
package struct ArrivalStateMachine: Sendable {
  package struct Limits: Sendable {
    /// How long a file that nobody announced must lie unchanged.
    package var settleTime: Duration = .seconds(2)
    /// Files that are ready or in flight. One that is announced beyond them is found by a sweep and has to settle: so many
    /// come in some seconds in which a disk stands still.
    package var maximumHeld = 8192
    /// Files that are being watched for changes.
    package var maximumUnsettled = 1024

    package init() {}
  }

  /// What is seen of a file that nobody announced.
  package struct Observation: Sendable, Equatable {
    package var fingerprint: FileFingerprint
    /// Time since ctime by the wall clock. Not believed when negative.
    package var age: Duration
    /// Whether somebody has it open for writing; asked only when `isStill`, and false where it cannot be known.
    package var isOpenForWriting = false

    package init(fingerprint: FileFingerprint, age: Duration, isOpenForWriting: Bool = false) {
      self.fingerprint = fingerprint
      self.age = age
      self.isOpenForWriting = isOpenForWriting
    }
  }

  package enum Event: Sendable {
    /// Closed after writing, moved in or linked in: whole at once.
    case closed(InboxPath)
    /// The same, while somebody else has it open for writing: whole when nobody has.
    case closedButOpen(InboxPath, FileFingerprint)
    /// Seen by a sweep, or looked at again.
    case found(InboxPath, Observation)
    /// Nothing lies there any more.
    case gone(InboxPath)
    /// Done with a path that was taken; `stays` when the file was left where it is.
    case finished(InboxPath, stays: Bool)
    /// Events were lost.
    case overflow
    /// By the timer, or because somebody asked.
    case sweepRequested
    case sweepStarted
    case sweepEnded
  }

  package enum Action: Sendable, Equatable {
    /// The path is ready to be taken.
    case take(InboxPath)
    /// Whether it is still there is to be found out now; if it is, it was `closed`.
    case look(InboxPath)
  }

  private struct Held {
    enum State { case ready, inFlight, announcedInFlight }

    var state: State
    /// When it was whole.
    var since: Duration
  }

  private struct Unsettled {
    var fingerprint: FileFingerprint
    /// When it was seen first.
    var since: Duration
    var unchangedSince: Duration
    var lookAt: Duration
    /// How often it was looked at since it was `closedButOpen`; `nil` where it was not.
    var looksSinceClose: Int?

    func isOfSameFile(as other: FileFingerprint) -> Bool {
      fingerprint.inode == other.inode && fingerprint.device == other.device
    }
  }

  /// The kernel announces a close before it counts it, so that the one who closed may seem to have the file open still:
  /// the first look comes soon, each further one after twice that time, up to the settle time.
  private static let firstLookAfterClose = Duration.milliseconds(2)
  private static let maximumEarlyLooks = 16

  private let limits: Limits
  private var held: [InboxPath: Held] = [:]
  private var unsettled: [InboxPath: Unsettled] = [:]
  private var ready: [InboxPath] = []
  private var readyStart = 0
  private var earliestLook: Duration?
  private var isHolding = false
  private var isVerified = false
  /// Whether there may be files of which nothing is known, because there was no room for them or nobody announced them.
  private var mayHaveMore = true
  private var willHaveMore = true
  private var hasProgressed = false
  /// When files were last found, changed, vanished or done with.
  private var changedAt = Duration.zero

  /// When the next sweep should start, if one is wanted.
  package private(set) var sweepAt: Duration?
  package private(set) var isSweeping = false

  package init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Takes note of an event. O(1), but for the look through the unsettled files in `pathsToLookAt`.
  package mutating func handle(_ event: Event, now: Duration) -> Action? {
    switch event {
    case .closed(let path): return closed(path, now: now)
    case .closedButOpen(let path, let fingerprint): return closedButOpen(path, fingerprint, now: now)
    case .found(let path, let observation): return found(path, observation, now: now)
    case .gone(let path): if unsettled.removeValue(forKey: path) != nil { changedAt = now }
    case .finished(let path, let stays): return finished(path, stays: stays, now: now)
    case .overflow:
      noteMore()
      wantSweep(at: now)
    case .sweepRequested: wantSweep(at: now)
    case .sweepStarted:
      isSweeping = true
      willHaveMore = false
      hasProgressed = false
      sweepAt = nil
    case .sweepEnded:
      isSweeping = false
      isVerified = true
      mayHaveMore = willHaveMore
    }
    return nil
  }

  /// The next paths that are ready, oldest first; each is in flight until it is `finished`.
  package mutating func take(_ maximum: Int) -> [InboxPath] {
    let taken = Array(ready[readyStart...].prefix(max(0, maximum)))
    readyStart += taken.count
    for path in taken { held[path]?.state = .inFlight }
    if readyStart == ready.count || readyStart >= limits.maximumHeld {
      ready.removeFirst(readyStart)
      readyStart = 0
    }
    return taken
  }

  package var readyCount: Int { ready.count - readyStart }
  package var heldCount: Int { held.count }
  package var unsettledCount: Int { unsettled.count }

  /// Whether all files are known that lay in the inbox when the last sweep ended, as far as it could look, and all that
  /// were announced since.
  package var knowsAll: Bool { !mayHaveMore }

  /// When the file that has waited longest, or is longest in flight, was whole; `nil` where there is none. O(held).
  package var oldestHeld: Duration? { held.values.lazy.map(\.since).min() }

  /// When the oldest unsettled file was seen first. O(unsettled).
  package var oldestUnsettled: Duration? { unsettled.values.lazy.map(\.since).min() }

  /// Whether a walk through the inbox may go on. Once the room is used up it waits until half of it is free again.
  package var canWalk: Bool { !isHolding }

  /// Whether nothing is ready, in flight, unsettled or unseen.
  package var isQuiet: Bool { held.isEmpty && unsettled.isEmpty && !isSweeping && sweepAt == nil }

  /// Whether a whole sweep has ended and nothing that was taken since it started has left the inbox: there is nothing
  /// left in it.
  package var isVerifiedEmpty: Bool { isVerified && !hasProgressed }

  package enum Rest: Sendable, Equatable {
    /// Something is ready, in flight, or about to be looked for.
    case busy
    /// Nothing is known of that could be done now; a whole sweep has to say so too.
    case unverified
    /// Nothing is left.
    case idle
    /// Only unsettled files are left, in the state that they have had since then.
    case unsettled(since: Duration)
  }

  /// What is left to do.
  package func rest(now: Duration) -> Rest {
    guard held.isEmpty, !isSweeping, sweepAt.map({ $0 > now }) ?? true else { return .busy }
    guard isVerifiedEmpty else { return .unverified }
    if !unsettled.isEmpty { return .unsettled(since: changedAt) }
    return isQuiet ? .idle : .busy
  }

  /// At most so many of the unsettled files, in the order of their bytes. O(unsettled · log unsettled).
  package func unsettledPaths(max maximum: Int) -> [InboxPath] {
    Array(unsettled.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.prefix(max(0, maximum)))
  }

  /// When unsettled paths should be looked at again.
  package var nextLook: Duration? { earliestLook }

  /// The unsettled paths that are due, each to be answered by `found` or `gone`.
  package mutating func pathsToLookAt(now: Duration) -> [InboxPath] {
    guard let earliest = earliestLook, earliest <= now else { return [] }
    var due: [InboxPath] = []
    earliestLook = nil
    for (path, entry) in unsettled {
      if entry.lookAt <= now { due.append(path) } else { noteLook(entry.lookAt) }
    }
    return due
  }

  /// Whether the file has been left alone for the settle time, by its own ctime or by what was seen of it before; or was
  /// closed and waits only for somebody else to close it too.
  package func isStill(_ path: InboxPath, _ fingerprint: FileFingerprint, age: Duration, now: Duration) -> Bool {
    if age >= limits.settleTime { return true }
    guard let before = unsettled[path] else { return false }
    if before.looksSinceClose != nil, before.isOfSameFile(as: fingerprint) { return true }
    guard before.fingerprint == fingerprint else { return false }
    return now - before.unchangedSince >= limits.settleTime
  }
}

extension ArrivalStateMachine {
  private mutating func closed(_ path: InboxPath, now: Duration) -> Action? {
    unsettled[path] = nil
    switch held[path]?.state {
    case .ready, .announcedInFlight: return nil
    case .inFlight:
      held[path]?.state = .announcedInFlight
      return nil
    case nil: return makeReady(path, now: now)
    }
  }

  private mutating func found(_ path: InboxPath, _ seen: Observation, now: Duration) -> Action? {
    guard held[path] == nil else { return nil }
    if !seen.isOpenForWriting, isStill(path, seen.fingerprint, age: seen.age, now: now) {
      unsettled[path] = nil
      return makeReady(path, now: now)
    }
    wait(for: path, seen, wasClosed: false, now: now)
    return nil
  }

  private mutating func closedButOpen(_ path: InboxPath, _ fingerprint: FileFingerprint, now: Duration) -> Action? {
    // What is ready or in flight is looked at again when it is done with.
    guard held[path] == nil else { return closed(path, now: now) }
    let seen = Observation(fingerprint: fingerprint, age: .zero, isOpenForWriting: true)
    wait(for: path, seen, wasClosed: true, now: now)
    return nil
  }

  private mutating func wait(for path: InboxPath, _ seen: Observation, wasClosed: Bool, now: Duration) {
    let before = unsettled[path]
    guard before != nil || unsettled.count < limits.maximumUnsettled else {
      // Sweeping goes on, for there may be settled files behind; this one is for the next sweep.
      noteMore()
      wantSweep(at: now + limits.settleTime)
      return
    }
    var entry = Unsettled(
      fingerprint: seen.fingerprint, since: before?.since ?? now, unchangedSince: now, lookAt: now + limits.settleTime)
    if let before, before.fingerprint == seen.fingerprint {
      entry.unchangedSince = before.unchangedSince
    } else {
      changedAt = now
    }
    if wasClosed {
      entry.looksSinceClose = 0
    } else if let before, before.isOfSameFile(as: seen.fingerprint) {
      entry.looksSinceClose = before.looksSinceClose.map { min($0 + 1, Self.maximumEarlyLooks) }
    }
    if let looks = entry.looksSinceClose {
      entry.lookAt = now + min(limits.settleTime, Self.firstLookAfterClose * (1 << looks))
    } else if !seen.isOpenForWriting {
      let left = limits.settleTime - (now - entry.unchangedSince)
      entry.lookAt = now + (seen.age >= .zero ? min(left, limits.settleTime - seen.age) : left)
    }
    unsettled[path] = entry
    noteLook(entry.lookAt)
  }

  private mutating func finished(_ path: InboxPath, stays: Bool, now: Duration) -> Action? {
    guard let state = held[path]?.state, state != .ready else { return nil }
    held[path] = nil
    changedAt = now
    if !stays { hasProgressed = true }
    if held.count <= limits.maximumHeld / 2 { isHolding = false }
    return state == .announcedInFlight ? .look(path) : nil
  }

  private mutating func makeReady(_ path: InboxPath, now: Duration) -> Action? {
    guard held.count < limits.maximumHeld else {
      isHolding = true
      noteMore()
      wantSweep(at: now)
      return nil
    }
    held[path] = Held(state: .ready, since: now)
    ready.append(path)
    if held.count >= limits.maximumHeld { isHolding = true }
    return .take(path)
  }

  private mutating func noteMore() { (mayHaveMore, willHaveMore) = (true, true) }

  private mutating func wantSweep(at time: Duration) {
    sweepAt = min(sweepAt ?? time, time)
  }

  private mutating func noteLook(_ time: Duration) {
    earliestLook = min(earliestLook ?? time, time)
  }
}
