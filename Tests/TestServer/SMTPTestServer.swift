import Dispatch
import Glibc
import Synchronization

/// What the server does where it is to answer.
package enum SMTPAnswer: Sendable {
  /// A reply, without its last line end.
  case say(String)
  /// Hangs up.
  case drop
  /// Until the client gives up.
  case silence
  /// A reply that never ends.
  case flood
}

/// How the server behaves; what is not said goes well.
package struct SMTPScript: Sendable {
  package var greeting = SMTPAnswer.say("220 test.example ESMTP")
  /// By the first word of a command, or, of RCPT, by its address.
  package var answers: [String: SMTPAnswer] = ["EHLO": .say("250-test.example\r\n250 SIZE 10000000")]
  /// To the end of a mail.
  package var message = SMTPAnswer.say("250 taken")
  /// Hangs up after so many bytes of a mail.
  package var dropsAfter: Int?

  package init(_ answers: [String: SMTPAnswer] = [:]) { self.answers.merge(answers) { $1 } }
}

/// A mail that the server took.
package struct SMTPMail: Sendable {
  package let from: String
  package let recipients: [String]
  /// Between DATA and the dot, as it came.
  package let wire: String
  /// Which connection it came by, counted from 1.
  package let connection: Int

  /// Without the dots that the way added (RFC 5321, 4.5.2).
  package var text: String {
    wire.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(Substring(line.first == UInt8(ascii: ".") ? line.dropFirst() : line))
    }.joined(separator: "\n")
  }
}

/// An SMTP server on 127.0.0.1, on plain sockets, that answers by a script.
package final class SMTPTestServer: Sendable {
  private struct State {
    var script: SMTPScript
    var mails: [SMTPMail] = []
    var commands: [String] = []
    var sockets: Set<Int32> = []
    var connections = 0
    var isClosed = false
  }

  private let listener: TestListener
  private let state: Mutex<State>
  private let quiet = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  package init(_ script: SMTPScript = SMTPScript()) throws {
    state = Mutex(State(script: script))
    listener = try TestListener()
    onOwnThread { self.acceptAll() }
  }

  package var port: UInt16 { listener.port }
  package var url: String { "smtp://127.0.0.1:\(port)" }
  package var mails: [SMTPMail] { state.withLock { $0.mails } }
  /// Of all connections, without line ends.
  package var commands: [String] { state.withLock { $0.commands } }
  package var connections: Int { state.withLock { $0.connections } }

  package func setScript(_ script: SMTPScript) { state.withLock { $0.script = script } }

  /// Returns once the server has fallen silent one more time.
  package func nextSilence() async { await offThread { self.quiet.wait() } }

  /// Returns once one more connection has ended.
  package func nextEnd() async { await offThread { self.ended.wait() } }

  /// Hangs up on everybody who is connected now.
  package func hangUp() {
    for socket in state.withLock({ $0.sockets }) { shutdown(socket, Int32(SHUT_RDWR)) }
  }

  /// Nothing listens on the port any more.
  package func close() {
    state.withLock { $0.isClosed = true }
    listener.stop()
    hangUp()
  }

  private func acceptAll() {
    while let socket = listener.accept() {
      let number = state.withLock { state -> Int? in
        guard !state.isClosed else { return nil }
        state.connections += 1
        state.sockets.insert(socket)
        return state.connections
      }
      guard let number else {
        Glibc.close(socket)
        break
      }
      onOwnThread {
        self.serve(SMTPConnection(socket: socket), number: number)
        self.state.withLock { _ = $0.sockets.remove(socket) }
        // For all copies that a process has which another test is starting.
        shutdown(socket, Int32(SHUT_RDWR))
        Glibc.close(socket)
        self.ended.signal()
      }
    }
  }

  private func serve(_ connection: SMTPConnection, number: Int) {
    var connection = connection
    guard give(state.withLock { $0.script.greeting }, connection) != nil else { return }
    var (from, recipients) = ("", [String]())
    while let line = connection.readLine() {
      state.withLock { $0.commands.append(line) }
      let verb = line.prefix { $0 != " " }.uppercased()
      let address = line.split(separator: "<").dropFirst().first.map { $0.prefix { $0 != ">" } } ?? ""
      let script = state.withLock { $0.script }
      let standard = SMTPAnswer.say(verb == "DATA" ? "354 go ahead" : verb == "QUIT" ? "221 bye" : "250 ok")
      let answer = script.answers[verb == "RCPT" ? String(address) : verb] ?? script.answers[verb] ?? standard
      guard let said = give(answer, connection) else { return }
      switch verb {
      case "MAIL": (from, recipients) = (String(address), [])
      case "RCPT": if said.hasPrefix("2") { recipients.append(String(address)) }
      case "DATA" where said.hasPrefix("354"):
        guard let wire = connection.readMail(atMost: script.dropsAfter) else { return }
        if case .say(let reply) = script.message, reply.hasPrefix("2") {
          let mail = SMTPMail(from: from, recipients: recipients, wire: wire, connection: number)
          state.withLock { $0.mails.append(mail) }
        }
        guard give(script.message, connection) != nil else { return }
      case "QUIT": return
      default: break
      }
    }
  }

  /// What was said; `nil` where the connection is over.
  private func give(_ answer: SMTPAnswer, _ connection: SMTPConnection) -> String? {
    switch answer {
    case .say(let reply): return connection.send(reply + "\r\n") ? reply : nil
    case .drop: return nil
    case .silence:
      quiet.signal()
      connection.drain()
      return nil
    case .flood:
      while connection.send(String(repeating: "250-and another thing\r\n", count: 100)) {}
      return nil
    }
  }
}

private struct SMTPConnection {
  let socket: Int32
  private var buffer: [UInt8] = []

  init(socket: Int32) { self.socket = socket }

  /// Without its line end; `nil` at the end.
  mutating func readLine() -> String? { read(until: Array("\r\n".utf8)) }

  /// With the line end before the dot; `nil` at the end, or after so many bytes.
  mutating func readMail(atMost limit: Int?) -> String? {
    guard let limit else { return read(until: Array("\r\n.\r\n".utf8)).map { $0 + "\r\n" } }
    while buffer.count < limit, receive() {}
    return nil
  }

  func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// Reads until the client hangs up.
  func drain() {
    var piece = [UInt8](repeating: 0, count: 65_536)
    while recv(socket, &piece, piece.count, 0) > 0 {}
  }

  private mutating func read(until end: [UInt8]) -> String? {
    while true {
      if let range = buffer.firstRange(of: end) {
        let text = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<range.upperBound)
        return text
      }
      guard receive() else { return nil }
    }
  }

  /// False at the end.
  private mutating func receive() -> Bool {
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &piece, piece.count, 0)
    if count > 0 { buffer += piece[..<count] }
    return count > 0
  }
}
