import Foundation
import Glibc

/// The real daemon process, its stdout on a pipe.
final class Daemon {
  private let process = Process()
  private let output = Pipe()
  private var buffer: [UInt8] = []

  /// Returns when the daemon says that it is watching.
  init(program: String, folder: String) throws {
    let messages = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["run", "--format", "json"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = output
    process.standardError = messages
    try process.run()
    var told = ""
    while !told.contains("watching") {
      let data = messages.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Failure("the daemon did not start: \(told)") }
      told += String(decoding: data, as: UTF8.self)
    }
  }

  /// The next line of stdout; waits for it, ten seconds at most.
  func readLine() throws -> String {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      let descriptor = output.fileHandleForReading.fileDescriptor
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 10_000) == 1 else { throw Failure("no alert within ten seconds: too much for the daemon?") }
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { throw Failure("the daemon closed its stdout") }
      buffer += chunk[..<count]
    }
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
