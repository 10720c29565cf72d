import Foundation
import Glibc
import Synchronization

/// The real program as a process of its own, with its output read line by line.
///
/// Waiting is for lines and for the end of the process, with a limit after which the wait throws what was seen so far.
package final class DaemonProcess: Sendable {
  package static let limit: Duration = .seconds(120)

  /// The program beside the running tests, built with them.
  package static func builtProgram() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = own.prefix(upTo: own.lastIndex(of: "/") ?? own.endIndex) + "/watchword"
    guard access(String(program), X_OK) == 0 else { throw HarnessError("no program at \(program)") }
    return String(program)
  }

  package let processID: pid_t
  private let output: LineReader
  private let messages: LineReader

  /// - Parameters:
  ///   - user: a numeric user and group id to run as, where the caller may change it.
  ///   - environment: added to the caller's.
  package init(
    program: String? = nil, arguments: [String], folder: WorkFolder, user: uid_t? = nil,
    environment: [String: String] = [:]
  ) throws {
    // env changes the folder and becomes the program: posix_spawn's own way to do it is not visible here.
    var words = ["/usr/bin/env", "--chdir", folder.path, try program ?? Self.builtProgram()] + arguments
    if let user, geteuid() == 0 {
      words = ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "--no-new-privs"] + words
    }
    let (outputPipe, messagePipe) = (Pipe(), Pipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, outputPipe.fileHandleForWriting.fileDescriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, messagePipe.fileHandleForWriting.fileDescriptor, 2)
    var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    variables["LC_ALL"] = "C.UTF-8"
    processID = try Self.spawn(words, variables.map { "\($0.key)=\($0.value)" }, &actions)
    try outputPipe.fileHandleForWriting.close()
    try messagePipe.fileHandleForWriting.close()
    output = LineReader(outputPipe.fileHandleForReading)
    messages = LineReader(messagePipe.fileHandleForReading)
  }

  private static func spawn(
    _ words: [String], _ variables: [String], _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    // The C strings live until the arrays are freed below; posix_spawn copies them before it returns.
    var arguments = words.map { strdup($0) } + [nil]
    var environment = variables.map { strdup($0) } + [nil]
    defer {
      for string in arguments + environment { free(string) }
    }
    var pid: pid_t = 0
    let result = posix_spawn(&pid, words[0], &actions, nil, &arguments, &environment)
    guard result == 0 else { throw HarnessError("cannot start \(words[0]): \(String(cString: strerror(result)))") }
    return pid
  }

  package func send(_ signal: Int32) { kill(processID, signal) }

  /// Waits for a message (on stderr) that contains the text, from the last awaited message on.
  @discardableResult
  package func message(containing text: String) throws -> String {
    while true {
      let line = try messages.next(within: Self.limit, seeking: text)
      if line.contains(text) { return line }
    }
  }

  /// The next `count` lines of stdout.
  package func outputLines(_ count: Int) throws -> [String] {
    try (0..<count).map { number in
      do {
        return try output.next(within: Self.limit, seeking: "line \(number + 1) of \(count)")
      } catch {
        throw HarnessError("\(error)\nmessages:\n\(messages.seen().joined(separator: "\n"))")
      }
    }
  }

  /// The next `count` alerts on stdout, which prints JSON; notices are passed over.
  package func alertLines(_ count: Int) throws -> [String] {
    try (0..<count).map { _ in try outputLine { !$0.contains(#""kind":"notice""#) } }
  }

  /// Waits for the next line of stdout that is as wanted; those before it are passed over.
  package func outputLine(where isWanted: (String) -> Bool) throws -> String {
    while true {
      let line = try outputLines(1)[0]
      if isWanted(line) { return line }
    }
  }

  /// All of stdout that was not asked for yet; call after the end of the process.
  package func remainingOutput() -> [String] { output.rest() }
  /// All messages so far; to the last one after `end`.
  package func allMessages() -> [String] { messages.seen() }

  /// Waits for the end: the exit status, or 128 + the signal.
  @discardableResult
  package func end(within limit: Duration = DaemonProcess.limit) throws -> Int32 {
    let exited = DispatchSemaphore(value: 0)
    let status = Mutex<Int32>(0)
    DispatchQueue.global().async { [processID] in
      var value: Int32 = 0
      while waitpid(processID, &value, 0) == -1 && errno == EINTR {}
      status.withLock { $0 = value & 0x7F == 0 ? (value >> 8) & 0xFF : 128 + (value & 0x7F) }
      exited.signal()
    }
    guard exited.wait(timeout: .now() + .seconds(Int(limit.components.seconds))) == .success else {
      kill(processID, SIGKILL)
      throw HarnessError("the program did not end; its messages:\n\(messages.seen().joined(separator: "\n"))")
    }
    // What it wrote last may be on its way still.
    output.waitForEnd()
    messages.waitForEnd()
    return status.withLock { $0 }
  }

  /// Waits for the end as long as it says, then kills. Returns the exit status, or 128 + the signal, and whether it came
  /// without being killed here.
  package func end(orKillAfter patience: Duration) throws -> (status: Int32, isByItself: Bool) {
    let isByItself = Mutex(true)
    let killing = DispatchWorkItem { [self] in
      isByItself.withLock { $0 = false }
      send(SIGKILL)
    }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + .milliseconds(Int(patience / .milliseconds(1))), execute: killing)
    let status = try end()
    killing.cancel()
    return (status, isByItself.withLock { $0 })
  }

  /// TERM, and the exit status.
  @discardableResult
  package func stop() throws -> Int32 {
    send(SIGTERM)
    return try end()
  }
}
