import Dispatch
import Foundation
import Glibc
import Synchronization
import TestSupport

/// Programs that drop files, a thread each: one writes in place, one renames in, one links in. A part of the files at a
/// time, so that they flow from the first of the daemon's lives to the last.
package final class Producers: Sendable {
  private enum Way: Int, CaseIterable { case inPlace, renamed, linked }

  private let folder: WorkFolder
  private let mill: ArticleMill
  private let isDurable: Bool
  private let drops = Mutex<[String: Int]>([:])
  private let failure = FailureBox()
  private let gates: [DispatchSemaphore]
  private let finished = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - portions: how many times `release` is going to be called.
  ///   - isDurable: whether a file and its folder are synced before it counts as dropped. Then no name is used twice:
  ///     that a file has left says nothing about what is left of that after a power cut.
  package init(_ mill: ArticleMill, files: Int, portions: Int, into folder: WorkFolder, isDurable: Bool = false) {
    self.folder = folder
    self.mill = mill
    self.isDurable = isDurable
    gates = Way.allCases.map { _ in DispatchSemaphore(value: 0) }
    let portion = max(1, (files + portions - 1) / max(1, portions))
    for way in Way.allCases {
      Thread { [self] in
        do {
          for first in stride(from: 0, to: files, by: portion) {
            gates[way.rawValue].wait()
            try drop(first..<min(files, first + portion), way)
          }
        } catch {
          failure.set("\(error)")
        }
        finished.signal()
      }.start()
    }
  }

  /// Lets the next part in.
  package func release() {
    for gate in gates { gate.signal() }
  }

  /// Waits until all is dropped. Returns how often under which name.
  package func wait() throws -> [String: Int] {
    for _ in Way.allCases { finished.wait() }
    if let message = failure.value { throw HarnessError(message) }
    return drops.withLock { $0 }
  }

  private func drop(_ numbers: Range<Int>, _ way: Way) throws {
    for number in numbers where number % Way.allCases.count == way.rawValue {
      let file = mill.file(number)
      try drop(Array(file.text.utf8), to: file.name, way)
      if number % 11 == 5 { try drop([0, 1, 2, 3], to: "wire/picture-\(number).txt", way) }
      // The very same file again, under its own name.
      guard !isDurable, number % 7 == 3, number > 60 else { continue }
      let earlier = mill.file(number - 60)
      var status = stat()
      if lstat("\(folder.inbox)/\(earlier.name)", &status) != 0 {
        try drop(Array(earlier.text.utf8), to: earlier.name, way)
      }
    }
  }

  private func drop(_ bytes: [UInt8], to name: String, _ way: Way) throws {
    switch way {
    case .inPlace: try folder.write(bytes, to: name, isDurable: isDurable)
    case .renamed, .linked: try folder.bringIn(bytes, to: name, asLink: way == .linked, isDurable: isDurable)
    }
    drops.withLock { $0[name, default: 0] += 1 }
  }
}

extension WorkFolder {
  /// Writes in place, in two pieces.
  func write(_ bytes: [UInt8], to name: String, isDurable: Bool) throws {
    let target = "\(inbox)/\(name)"
    try makeFolder(of: target, isDurable: isDurable)
    try Self.write(bytes, toFile: target, isDurable: isDurable)
    if isDurable { try Self.syncFolder(of: target) }
  }

  /// Writes a file outside the inbox and renames it in, or links it in and takes its other name away.
  func bringIn(_ bytes: [UInt8], to name: String, asLink: Bool, isDurable: Bool) throws {
    let outside = "\(path)/.outside-\(UUID().uuidString)"
    let target = "\(inbox)/\(name)"
    try makeFolder(of: target, isDurable: isDurable)
    try Self.write(bytes, toFile: outside, isDurable: isDurable)
    guard asLink ? link(outside, target) == 0 : rename(outside, target) == 0 else {
      throw HarnessError("cannot bring \(name) in: \(String(cString: strerror(errno)))")
    }
    if asLink { unlink(outside) }
    if isDurable { try Self.syncFolder(of: target) }
  }

  private static func write(_ bytes: [UInt8], toFile path: String, isDurable: Bool) throws {
    // A daemon of another test that is being started must not have it open for writing as long as it lives.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw HarnessError("cannot create \(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    for part in [bytes.prefix(bytes.count / 2), bytes.dropFirst(bytes.count / 2)] {
      let part = Array(part)
      guard Glibc.write(descriptor, part, part.count) == part.count else { throw HarnessError("cannot write \(path)") }
    }
    if isDurable, fsync(descriptor) != 0 { throw HarnessError("cannot sync \(path)") }
  }

  private func makeFolder(of target: String, isDurable: Bool) throws {
    let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard isDurable else { return }
    try Self.syncFolder(of: folder)
  }

  private static func syncFolder(of path: String) throws {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw HarnessError("cannot open \(folder)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw HarnessError("cannot sync \(folder)") }
  }
}
