import Dispatch
import Foundation
import Glibc
import Synchronization

/// Takes alerts by HTTP on 127.0.0.1 and answers each with 204 at once; counts them.
final class AlertReceiver: Sendable {
  struct Tally {
    var alerts = 0
    var connections = 0
    var first = 0.0
    var last = 0.0

    /// Between the first alert and the last.
    var perSecond: Double { alerts > 1 && last > first ? Double(alerts - 1) / (last - first) : 0 }
  }

  let port: Int
  private let listener: Int32
  private let tally = Mutex(Tally())

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      // A sockaddr_in is one of the shapes of a sockaddr; `length` is its size.
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isBound else { throw LoadFailure("no port of 127.0.0.1 can be had") }
    port = Int(UInt16(bigEndian: address.sin_port))
    DispatchQueue(label: "receiver").async { self.acceptAll() }
  }

  var counted: Tally { tally.withLock { $0 } }

  private func acceptAll() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      let number = tally.withLock { tally in
        tally.connections += 1
        return tally.connections
      }
      DispatchQueue(label: "receiver.\(number)").async { self.serve(connection) }
    }
  }

  private func serve(_ connection: Int32) {
    var buffer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    let answer = Array("HTTP/1.1 204 Taken\r\n\r\n".utf8)
    while true {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { break }
      buffer += piece[..<count]
      while let length = Self.requestLength(buffer), buffer.count >= length {
        buffer.removeFirst(length)
        tally.withLock { tally in
          tally.alerts += 1
          tally.last = DaemonRun.now()
          if tally.alerts == 1 { tally.first = tally.last }
        }
        guard send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count else { break }
      }
    }
    close(connection)
  }

  /// Head and body, in bytes; `nil` while the head is not whole.
  private static func requestLength(_ bytes: [UInt8]) -> Int? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
    for line in String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
      return end + (Int(parts[1].trimmingCharacters(in: .whitespaces)) ?? 0)
    }
    return end
  }
}
