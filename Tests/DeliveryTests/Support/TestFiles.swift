import Foundation
import TestServer
import Glibc
import Synchronization

func contents(_ path: String) -> String {
  FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
}

func lines(_ text: String) -> [String] { text.split(separator: "\n").map { String($0) } }

/// The ids of whole alerts, one a line; a line that is none gives "?".
func ids(ofLines text: String) -> [String] {
  lines(text).map { line in
    let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return object?["id"] as? String ?? "?"
  }
}

/// What the daemon does at its start.
let sigpipeIsIgnored: Bool = {
  signal(SIGPIPE, SIG_IGN)
  return true
}()

/// A pipe whose reading end a test holds.
final class Pipe: Sendable {
  let writer: Int32
  private let reader: Mutex<Int32>

  /// The writing end gets the number `writer`, or one of its own.
  init(writer number: Int32? = nil) {
    precondition(sigpipeIsIgnored)
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0)
    // Other tests start processes meanwhile, which must not inherit a reader that keeps the pipe alive.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    if let number {
      dup2(ends[1], number)
      close(ends[1])
      ends[1] = number
    }
    reader = Mutex(ends[0])
    writer = ends[1]
  }

  /// Returns when nobody can read any more: a process that another test is starting has copies of all descriptors for a
  /// moment.
  func closeReader() {
    reader.withLock { reader in
      guard reader >= 0 else { return }
      close(reader)
      reader = -1
      var polled = pollfd(fd: writer, events: 0, revents: 0)
      while poll(&polled, 1, -1) < 0 {}
    }
  }

  /// What is there now, without waiting; a page at a time where `atMost` is less.
  func read(atMost limit: Int = .max) -> String {
    reader.withLock { reader in
      _ = fcntl(reader, F_SETFL, O_NONBLOCK)
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 4096)
      while bytes.count < limit {
        let count = Glibc.read(reader, &piece, piece.count)
        guard count > 0 else { break }
        bytes += piece[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Reads in a thread until the writing end is closed.
  func readAll() async -> String {
    let reader = reader.withLock { $0 }
    return await offThread {
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = Glibc.read(reader, &piece, piece.count)
        guard count > 0 else { break }
        bytes += piece[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
