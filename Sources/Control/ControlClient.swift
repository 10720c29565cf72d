import Foundation
import Glibc
import OperatingSystem

/// Asks the daemon that runs on a state folder. Blocks the thread that asks, never longer than it says.
package enum ControlClient {
  /// - Parameters:
  ///   - arguments: what the request says besides its name.
  ///   - patience: for all of it.
  /// - Throws: `ControlError`: `no-daemon` where nobody listens, and whatever the daemon answers.
  package static func ask<Value: Decodable>(
    _ name: String, _ arguments: (some Encodable)? = String?.none, stateFolder: String, patience: Duration,
    as type: Value.Type
  ) throws(ControlError) -> Value {
    let line: [UInt8]
    do {
      line = try ControlRequest.line(name, arguments)
    } catch {
      throw ControlError(.badRequest, "The request cannot be written as JSON: \(error)")
    }
    let deadline = ContinuousClock.now + patience
    let answer = try exchange(line, stateFolder, deadline)
    let reading: ControlAnswer.Reading<Value>
    do {
      reading = try ControlCoding.decoder.decode(ControlAnswer.Reading<Value>.self, from: Data(answer))
    } catch {
      throw ControlError(.otherVersion, "The daemon's answer cannot be understood; it may be of another version.")
    }
    if let error = reading.error { throw error }
    guard reading.version == ControlRequest.version, let result = reading.result else {
      throw ControlError(.otherVersion, "The daemon is of another version. Start it anew.")
    }
    return result
  }

  private static func exchange(
    _ line: [UInt8], _ folder: String, _ deadline: ContinuousClock.Instant
  ) throws(ControlError) -> [UInt8] {
    let socket = try connect(folder, deadline)
    defer { close(socket) }
    do throws(SystemCallError) {
      try send(line, socket, deadline)
    } catch {
      // It may have said why it does not listen to the end.
    }
    var buffer = LineBuffer(maximumBytes: ControlLimits().answer + 1)
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        guard wait(for: POLLIN, socket, deadline) else {
          throw ControlError(.tooSlow, "The daemon does not answer. Is its machine very busy, or its disk?")
        }
        continue
      }
      guard count > 0 else { throw ControlError(.stopping, "The daemon went away without an answer.") }
      switch buffer.add(bytes.prefix(count)) {
      case .more: break
      case .line(let answer): return answer
      case .tooLong: throw ControlError(.tooLong, "The daemon's answer does not end.")
      }
    }
  }

  private static func connect(_ folder: String, _ deadline: ContinuousClock.Instant) throws(ControlError) -> CInt {
    while true {
      do throws(SystemCallError) {
        return try SocketFolder(folder).connect()
      } catch {
        switch error.number {
        case EAGAIN where ContinuousClock.now < deadline: usleep(10_000)
        case ENOENT, ENOTDIR, ECONNREFUSED: throw ControlError(.noDaemon, "No daemon answers on the state \(folder).")
        case EACCES, EPERM:
          throw ControlError(
            .notPermitted,
            "\(folder)/\(SocketFolder.name) may not be used: ask as root, as the daemon's user or as a member of its group."
          )
        case EAGAIN: throw ControlError(.busy, "Too many ask the daemon at this moment.")
        default: throw ControlError(.failed, "\(folder)/\(SocketFolder.name) cannot be used: \(error).")
        }
      }
    }
  }

  private static func send(
    _ bytes: [UInt8], _ socket: CInt, _ deadline: ContinuousClock.Instant
  ) throws(SystemCallError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN, wait(for: POLLOUT, socket, deadline) { continue }
      guard count > 0 else { throw SystemCallError("send") }
      rest = rest.dropFirst(count)
    }
  }

  /// Whether it came before the deadline.
  private static func wait(for event: Int32, _ socket: CInt, _ deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = deadline - ContinuousClock.now
      guard left > .zero else { return false }
      var waiting = pollfd(fd: socket, events: Int16(event), revents: 0)
      let count = poll(&waiting, 1, Int32(clamping: Int64(left / .milliseconds(1)) + 1))
      if count > 0 { return true }
      if count < 0, errno != EINTR { return false }
    }
  }
}
