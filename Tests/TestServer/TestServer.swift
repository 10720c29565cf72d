import CTLS
import Dispatch
import Glibc
import Synchronization

/// What the server does with a request.
package enum ServerAnswer: Sendable {
  case status(Int)
  /// With these lines of headers and this body.
  case answer(Int, headers: [String] = [], body: String = "ok")
  /// These bytes, whatever they are; then nothing.
  case raw(String)
  /// As if the connection went on, but it is closed.
  case statusThenVanish(Int)
  /// These bytes, and then the connection is reset.
  case reset(after: String)
  /// The server says that it sends nothing more, and goes on reading.
  case halfClosed
  /// A status line, and then a byte now and then of a header that has no end.
  case slowHeaders
  /// 200, and the connection is closed after it.
  case statusThenClose(Int)
  case redirect(to: String)
  case closeWithoutAnswer
  /// Until the client gives up.
  case neverAnswer
  /// Headers with this status, and a body that never gets to its end.
  case stalledBody(Int)
  case endlessBody(Int)
  case endlessHeaders
  /// A status line, and then nothing.
  case halfHeaders
  case garbage

  package var isSuccess: Bool {
    switch self {
    case .status(200...299), .answer(200...299, _, _): true
    default: false
    }
  }
}

package struct ServerRequest: Sendable {
  package let requestLine: String
  /// Names in lower case.
  package let headers: [String: String]
  package let body: String
  /// Which connection it came by, counted from 1.
  package let connection: Int
  /// When it was read to its end, in milliseconds since 1970.
  package let arrived: Int64
  /// What it was answered.
  package var answer = ServerAnswer.garbage
}

/// An HTTP/1.1 server on 127.0.0.1, on plain sockets, that answers by a script: one answer a request, the last one for
/// all that follow.
package final class TestServer: Sendable {
  private struct State {
    var answers: [ServerAnswer]
    var requests: [ServerRequest] = []
    var sockets: Set<Int32> = []
    var connections = 0
    var bytesSent = 0
    var isClosed = false
  }

  private let listener: TestListener
  private let tls: TLSServerContext?
  private let state: Mutex<State>
  private let arrived = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - tls: speaks it with everybody, where there is one.
  ///   - isDown: whether its port is held, and everybody refused, until `open`.
  package init(_ answers: [ServerAnswer], tls: TestTLS? = nil, isDown: Bool = false) throws {
    precondition(environmentNamesAProxy)
    self.tls = try tls.map { try TLSServerContext($0) }
    state = Mutex(State(answers: answers))
    listener = try TestListener(isDown: isDown)
    if !isDown { onOwnThread { self.acceptAll() } }
  }

  /// Takes requests from now on; once, and only where it was made to be down.
  package func open() throws {
    try listener.start()
    onOwnThread { self.acceptAll() }
  }

  package var port: Int { Int(listener.port) }

  package var url: String { url(host: "127.0.0.1") }

  package func url(host: String) -> String { "\(tls == nil ? "http" : "https")://\(host):\(port)/hook" }

  package var requests: [ServerRequest] { state.withLock { $0.requests } }
  package var connections: Int { state.withLock { $0.connections } }

  package func setAnswers(_ answers: [ServerAnswer]) { state.withLock { $0.answers = answers } }

  /// Returns once one more request has arrived.
  package func nextRequest() async { await offThread { self.arrived.wait() } }

  /// Returns once one more connection has ended, with the bytes that were sent over all that have.
  package func nextEnd() async -> Int {
    await offThread { self.ended.wait() }
    return state.withLock { $0.bytesSent }
  }

  /// Nothing listens on the port any more.
  package func close() {
    let sockets = state.withLock { state in
      defer { state.isClosed = true }
      return state.sockets
    }
    listener.stop()
    for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
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
        // Without a handshake nothing can be read, and the connection ends.
        if let tls = self.tls {
          self.serve(ServerConnection(socket: socket, tls: tls.accept(socket), isTLS: true), number: number)
        } else {
          self.serve(ServerConnection(socket: socket), number: number)
        }
      }
    }
  }

  private func serve(_ connection: ServerConnection, number: Int) {
    var connection = connection
    while let request = connection.read(number: number) {
      let answer = state.withLock { state in
        let answer = state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        var request = request
        request.answer = answer
        state.requests.append(request)
        return answer
      }
      arrived.signal()
      guard connection.answer(answer) else { break }
    }
    state.withLock { state in
      state.sockets.remove(connection.socket)
      state.bytesSent += connection.bytesSent
    }
    connection.close()
    ended.signal()
  }
}

private struct ServerConnection {
  let socket: Int32
  /// Of ctls_accept, used by the thread of this connection alone until `close`; none where the handshake failed.
  private let tls: UnsafeMutableRawPointer?
  private let isTLS: Bool
  private(set) var bytesSent = 0
  private var isReset = false
  private var buffer: [UInt8] = []

  init(socket: Int32, tls: UnsafeMutableRawPointer? = nil, isTLS: Bool = false) {
    self.socket = socket
    self.tls = tls
    self.isTLS = isTLS
  }

  func close() {
    // For all copies that a process has which another test is starting. A reset is for the last of them.
    if !isReset { shutdown(socket, Int32(SHUT_RDWR)) }
    tls.map { ctls_free($0) }
    Glibc.close(socket)
  }

  mutating func read(number: Int) -> ServerRequest? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = buffer.firstRange(of: end) {
        let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<range.upperBound)
        return readBody(head: head, number: number)
      }
      guard receive() else { return nil }
    }
  }

  private mutating func readBody(head: String, number: Int) -> ServerRequest? {
    let lines = head.split(separator: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while buffer.count < length {
      guard receive() else { return nil }
    }
    let body = String(decoding: buffer[..<length], as: UTF8.self)
    buffer.removeSubrange(..<length)
    return ServerRequest(
      requestLine: lines.first.map { String($0) } ?? "", headers: headers, body: body, connection: number,
      arrived: Self.now())
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Whether the connection goes on.
  mutating func answer(_ answer: ServerAnswer) -> Bool {
    switch answer {
    case .status(let status):
      return send("HTTP/1.1 \(status) Said\r\nContent-Length: 2\r\n\r\nok")
    case .answer(let status, let headers, let body):
      let lines = (headers + ["Content-Length: \(body.utf8.count)"]).joined(separator: "\r\n")
      return send("HTTP/1.1 \(status) Said\r\n\(lines)\r\n\r\n\(body)")
    case .raw(let text):
      _ = send(text)
      while receive() {}
    case .statusThenVanish(let status):
      _ = send("HTTP/1.1 \(status) Said\r\nContent-Length: 2\r\n\r\nok")
    case .reset(let text):
      _ = send(text)
      // Closing it throws away what was not taken, and says so.
      var noTime = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &noTime, socklen_t(MemoryLayout<linger>.size))
      isReset = true
    case .halfClosed:
      shutdown(socket, Int32(SHUT_WR))
      while receive() {}
    case .slowHeaders:
      _ = send("HTTP/1.1 200 Said\r\nX-Slow: ")
      // As long as the client stays; it is the client's time that is tested.
      while send("s") { usleep(5_000) }
    case .statusThenClose(let status):
      _ = send("HTTP/1.1 \(status) Said\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    case .redirect(let target):
      return send("HTTP/1.1 307 Elsewhere\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n")
    case .closeWithoutAnswer: break
    case .neverAnswer: while receive() {}
    case .stalledBody(let status):
      _ = send("HTTP/1.1 \(status) Said\r\nContent-Length: 1000\r\n\r\nx")
      while receive() {}
    case .endlessBody(let status):
      _ = send("HTTP/1.1 \(status) Said\r\n\r\n")
      while send(String(repeating: "endless ", count: 512)) {}
    case .endlessHeaders:
      _ = send("HTTP/1.1 200 Said\r\n")
      while send("X-More: \(String(repeating: "more", count: 250))\r\n") {}
    case .halfHeaders:
      _ = send("HTTP/1.1 200 Said\r\nContent-Le")
      while receive() {}
    case .garbage: _ = send("\u{1}\u{2} this is no HTTP \u{3}\r\n\r\n")
    }
    return false
  }

  /// False at the end.
  private mutating func receive() -> Bool {
    var piece = [UInt8](repeating: 0, count: 65_536)
    // libssl writes at most as many bytes as it is given.
    let count = isTLS ? tls.map { ctls_read($0, &piece, piece.count) } ?? 0 : recv(socket, &piece, piece.count, 0)
    if count > 0 { buffer += piece[..<count] }
    return count > 0
  }

  private mutating func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let count =
      isTLS
      ? tls.map { ctls_write($0, bytes, bytes.count) } ?? 0
      : Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    bytesSent += max(0, count)
    return count == bytes.count
  }
}

/// An environment that would lead requests astray, if it were looked at: a proxy that nothing answers, but not for
/// 127.0.0.1. Set once and for all, because other threads may read it.
private let environmentNamesAProxy: Bool = {
  setenv("http_proxy", "http://127.0.0.1:1", 1)
  setenv("all_proxy", "http://127.0.0.1:1", 1)
  setenv("no_proxy", "127.0.0.1", 1)
  return true
}()
