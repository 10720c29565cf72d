import Foundation
import Glibc
import TestSupport

/// What a daemon did to files and folders up to the power cut, as Tests/PowerCut/PowerCut.c wrote it down, and what is left
/// of that on the disk: all that was synced, and of the rest what chance would have it.
///
/// Of names and folders any part may survive, but none without those before it that it builds on (the same name, the
/// folder it lies in); a rename survives wholly or not at all. Of bytes any part of the writes may survive, and of one
/// write its beginning. Nothing but what the daemon did is taken back: the harness syncs what it drops.
struct PowerJournal {
  private struct Name: Hashable {
    var folder: String
    var name: String
    var path: String { folder + "/" + name }
  }

  /// A change of folders.
  private struct Change {
    var root: Int
    /// Names that change, with the inode that each had before and has after; 0 for none.
    var names: [(name: Name, before: UInt64, after: UInt64)]
    var isFolder = false
    var survives = false
    /// The changes before it without which it cannot be.
    var foundations: [Int] = []

    func touches(_ folder: String) -> Bool { names.contains { $0.name.folder == folder } }
  }

  private struct Write {
    var isCut: Bool
    var offset: Int
    var count: Int
    var oldSize: Int
    var kept: Int
    var place: Int
    var isSynced = false
    var range: Range<Int> { offset..<(offset + count) }
  }

  private struct File: Hashable {
    var root: Int
    var inode: UInt64
  }

  package struct Loss: Sendable {
    package var changes = 0
    package var writes = 0
    package var tornWrites = 0
  }

  private let roots: [String]
  private let contents: FileHandle
  private var changes: [Change] = []
  private var lastChange: [Name: Int] = [:]
  private var writes: [File: [Write]] = [:]

  init(path: String, roots: [String]) throws {
    self.roots = roots
    contents = try FileHandle(forReadingFrom: URL(fileURLWithPath: path + ".bytes"))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for line in text.split(separator: "\n") {
      try add(line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
  }

  private mutating func add(_ fields: [String]) throws {
    func number(_ index: Int) throws -> Int {
      guard index < fields.count, let number = Int(fields[index]) else {
        throw HarnessError("the journal has a wrong line: \(fields)")
      }
      return number
    }
    let root = try number(1)
    switch fields[0] {
    case "c", "l":
      let inode = UInt64(try number(4))
      change(root, [(Name(folder: fields[2], name: fields[3]), 0, inode)])
    case "k": change(root, [(Name(folder: fields[2], name: fields[3]), 0, 1)], isFolder: true)
    case "u":
      let inode = UInt64(try number(4))
      change(root, [(Name(folder: fields[2], name: fields[3]), inode, 0)])
    case "r":
      let (inode, replaced) = (UInt64(try number(6)), UInt64(try number(7)))
      change(
        root,
        [
          (Name(folder: fields[2], name: fields[3]), inode, 0),
          (Name(folder: fields[4], name: fields[5]), replaced, inode),
        ])
    case "w", "t":
      writes[File(root: root, inode: UInt64(try number(2))), default: []].append(
        Write(
          isCut: fields[0] == "t", offset: try number(3), count: try number(4), oldSize: try number(5),
          kept: try number(6), place: try number(7)))
    case "s": sync(File(root: root, inode: UInt64(try number(2))))
    case "d": for index in changes.indices where changes[index].touches(fields[2]) { settle(index) }
    case "a":
      for index in changes.indices where changes[index].root == root { settle(index) }
      for file in writes.keys where file.root == root { sync(file) }
    default: throw HarnessError("the journal has a wrong line: \(fields)")
    }
  }

  private mutating func change(_ root: Int, _ names: [(Name, UInt64, UInt64)], isFolder: Bool = false) {
    var change = Change(root: root, names: names.map { (name: $0.0, before: $0.1, after: $0.2) }, isFolder: isFolder)
    for (name, _, _) in names {
      if let last = lastChange[name] { change.foundations.append(last) }
      let folder = URL(fileURLWithPath: name.folder)
      let itself = Name(folder: folder.deletingLastPathComponent().path, name: folder.lastPathComponent)
      if let made = lastChange[itself] { change.foundations.append(made) }
    }
    for (name, _, _) in names { lastChange[name] = changes.count }
    changes.append(change)
  }

  private mutating func sync(_ file: File) {
    guard let count = writes[file]?.count else { return }
    for index in 0..<count { writes[file]?[index].isSynced = true }
  }

  /// On disk, and with it what it builds on.
  private mutating func settle(_ index: Int) {
    guard !changes[index].survives else { return }
    changes[index].survives = true
    for foundation in changes[index].foundations { settle(foundation) }
  }

  /// Makes the folders what they are when the power is back.
  mutating func loseWhatWasNotSynced(_ random: inout SplitMix64) throws -> Loss {
    var loss = Loss()
    let chance = [0, 50, 90][random.below(3)]
    // As a file system with a journal does it: in order, up to a moment. Otherwise any of them.
    let isInOrder = random.chance(30)
    for index in changes.indices where !changes[index].survives {
      let canBe = changes[index].foundations.allSatisfy { changes[$0].survives }
      changes[index].survives = canBe && random.chance(chance)
      if changes[index].survives { continue }
      loss.changes += 1
      if isInOrder { break }
    }
    for (file, list) in writes.sorted(by: { ($0.key.root, $0.key.inode) < ($1.key.root, $1.key.inode) }) {
      try loseBytes(of: file, list.filter { !$0.isSynced }, chance, &random, &loss)
    }
    try restoreNames()
    return loss
  }

  // MARK: Names

  private func grave(_ root: Int, _ inode: UInt64) -> String { "\(roots[root])/.grave/\(inode)" }

  private func restoreNames() throws {
    var wanted: [Name: (root: Int, inode: UInt64)] = [:]
    var madeInVain: [String] = []
    for change in changes {
      if change.isFolder {
        if !change.survives { madeInVain.append(change.names[0].name.path) }
        continue
      }
      for (name, before, after) in change.names {
        if wanted[name] == nil { wanted[name] = (change.root, before) }
        if change.survives { wanted[name] = (change.root, after) }
      }
    }
    let wrong = wanted.filter { Self.inode($0.key.path) != $0.value.inode }
    // First everything gets a second name, so that nothing is lost on the way.
    for (name, want) in wrong {
      let inode = Self.inode(name.path)
      if inode != 0 { link(name.path, grave(want.root, inode)) }
    }
    for name in wrong.keys { unlink(name.path) }
    for (name, want) in wrong where want.inode != 0 {
      guard link(grave(want.root, want.inode), name.path) == 0 else {
        throw HarnessError("cannot restore \(name.path): \(String(cString: strerror(errno)))")
      }
    }
    for path in madeInVain.reversed() where access(path, F_OK) == 0 {
      try FileManager.default.removeItem(atPath: path)
    }
    for root in roots {
      for name in try FileManager.default.contentsOfDirectory(atPath: root + "/.grave") {
        unlink("\(root)/.grave/\(name)")
      }
    }
  }

  private static func inode(_ path: String) -> UInt64 {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt64(status.st_ino) : 0
  }

  // MARK: Bytes

  private func loseBytes(
    of file: File, _ list: [Write], _ chance: Int, _ random: inout SplitMix64, _ loss: inout Loss
  ) throws {
    guard !list.isEmpty, let path = find(file) else { return }
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw HarnessError("cannot open \(path)") }
    defer { close(descriptor) }
    // Up to a moment where there is more to it than bytes; otherwise any of them.
    let isInOrder = list.contains { $0.isCut } || random.chance(40)
    var survivors = list.map { _ in random.chance(chance) }
    if isInOrder, let first = survivors.firstIndex(of: false) {
      for index in first..<list.count { survivors[index] = false }
    }
    for index in list.indices where !survivors[index] && !isInOrder {
      survivors[index] = list.indices.contains {
        $0 > index && survivors[$0] && list[$0].range.overlaps(list[index].range)
      }
    }
    let end = zip(list, survivors).filter { $0.1 }.map { $0.0.range.upperBound }.max() ?? 0
    var size = list[0].oldSize
    for index in list.indices.reversed() where !survivors[index] {
      let write = list[index]
      loss.writes += 1
      var from = 0
      if !write.isCut, random.chance(30) {
        loss.tornWrites += 1
        from = random.below(max(1, write.count))
        size = max(size, write.offset + from)
      }
      try undo(write, from: from, descriptor)
    }
    size = max(size, end)
    if isInOrder {
      // What of it was cut off has no place behind the end.
      let last = zip(list, survivors).filter { $0.1 }.map { $0.0 }.last
      size = last.map { $0.isCut ? $0.offset : max($0.oldSize, $0.range.upperBound) } ?? list[0].oldSize
    }
    guard ftruncate(descriptor, size) == 0 else { throw HarnessError("cannot shorten \(path)") }
  }

  /// Puts back what was there, zeros where nothing was.
  private func undo(_ write: Write, from: Int, _ descriptor: Int32) throws {
    guard write.count > from else { return }
    var bytes = [UInt8](repeating: 0, count: write.count)
    if write.kept > 0 {
      try contents.seek(toOffset: UInt64(write.place))
      bytes.replaceSubrange(0..<write.kept, with: try contents.read(upToCount: write.kept) ?? Data())
    }
    let part = Array(bytes[from...])
    guard pwrite(descriptor, part, part.count, off_t(write.offset + from)) == part.count else {
      throw HarnessError("cannot put bytes back")
    }
  }

  private func find(_ file: File) -> String? {
    let buried = grave(file.root, file.inode)
    if access(buried, F_OK) == 0 { return buried }
    let root = roots[file.root]
    return WorkFolder.files(below: root).lazy.map { "\(root)/\($0)" }.first { Self.inode($0) == file.inode }
  }
}
