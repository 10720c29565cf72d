import CCurl
import Glibc
import Synchronization

/// What the callbacks of one easy handle count and keep. Only `stop` comes from other threads.
final class HTTPExchange: Sendable {
  /// Nobody needs a longer answer; more is cut off.
  static let maximumBodyBytes = 64 << 10
  static let maximumHeaderBytes = 64 << 10
  /// Of the answer's start, to be told to people.
  static let maximumKeptBytes = 4 << 10

  /// Where somebody looks on.
  let trace: DeliveryTrace?
  private let policy: ConnectionPolicy
  private let stopped = Atomic(false)
  private let bodyBytes = Atomic(0)
  private let headerBytes = Atomic(0)
  private let allHeaders = Atomic(false)
  private let kept = Mutex(Kept())

  private struct Kept {
    var body: [UInt8] = []
    var refusal: String?
    var wasAllowedAnAddress = false
  }

  init(policy: ConnectionPolicy, trace: DeliveryTrace? = nil) {
    self.policy = policy
    self.trace = trace
  }

  var isStopped: Bool { stopped.load(ordering: .acquiring) }
  /// Of the last answer; trailers are none.
  var hasAllHeaders: Bool { allHeaders.load(ordering: .relaxed) }
  var hasTooLongHeaders: Bool { headerBytes.load(ordering: .relaxed) > Self.maximumHeaderBytes }
  /// The body's start.
  var body: [UInt8] { kept.withLock { $0.body } }
  /// Why no address may be connected to; the last one's reason, where there were several. `nil` where one may.
  var refusal: String? { kept.withLock { $0.wasAllowedAnAddress ? nil : $0.refusal } }

  func stop() { stopped.store(true, ordering: .releasing) }

  func begin() {
    bodyBytes.store(0, ordering: .relaxed)
    headerBytes.store(0, ordering: .relaxed)
    allHeaders.store(false, ordering: .relaxed)
    kept.withLock { $0 = Kept() }
  }

  /// Whether it may go on. The size of one piece is bounded by curl.
  fileprivate func received(body piece: UnsafeRawBufferPointer) -> Bool {
    kept.withLock { $0.body += piece.prefix(max(0, Self.maximumKeptBytes - $0.body.count)) }
    return bodyBytes.wrappingAdd(piece.count, ordering: .relaxed).newValue <= Self.maximumBodyBytes
  }

  /// A line of the headers; an empty one ends them. After those of an interim answer (1xx) others follow.
  fileprivate func received(headerLine line: UnsafeRawBufferPointer) -> Bool {
    if line.starts(with: "HTTP/".utf8) {
      allHeaders.store(false, ordering: .relaxed)
      kept.withLock { $0.body = [] }
    } else if line.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
      allHeaders.store(true, ordering: .relaxed)
    }
    return headerBytes.wrappingAdd(line.count, ordering: .relaxed).newValue <= Self.maximumHeaderBytes
  }

  /// A socket for an address, where it may be connected to.
  fileprivate func openSocket(_ address: IPAddress?, family: Int32, type: Int32, protocol: Int32) -> curl_socket_t {
    let refusal = address.map(policy.refusal) ?? "its address is of no kind that is known here"
    kept.withLock { kept in
      if refusal == nil { kept.wasAllowedAnAddress = true } else { kept.refusal = refusal }
    }
    guard refusal == nil else { return CURL_SOCKET_BAD }
    // Not for the programs that a person may let the daemon start.
    return socket(family, type | Int32(SOCK_CLOEXEC.rawValue), `protocol`)
  }
}

// The callbacks: `context` is the `HTTPExchange` of the handle that calls, alive as long as that.

private func exchange(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
  context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
}

/// Another count than curl gave ends the transfer.
func receiveHTTPBody(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  // `bytes` is valid for `size * count` bytes, here and below.
  let piece = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : size &* count)
  return exchange(context)?.received(body: piece) == true ? size &* count : -1
}

func receiveHTTPHeader(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  let line = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : size &* count)
  return exchange(context)?.received(headerLine: line) == true ? size &* count : -1
}

func checkHTTPProgress(
  context: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
  exchange(context)?.isStopped == false ? 0 : 1
}

func traceHTTP(
  _: UnsafeMutableRawPointer?, kind: curl_infotype, bytes: UnsafeMutablePointer<CChar>?, count: Int,
  context: UnsafeMutableRawPointer?
) -> Int32 {
  // `bytes` is valid for `count` bytes during this call.
  exchange(context)?.trace?.heardOfHTTP(kind, UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  return 0
}

func openHTTPSocket(
  context: UnsafeMutableRawPointer?, _: curlsocktype, address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let exchange = exchange(context), let address else { return CURL_SOCKET_BAD }
  let (family, length) = (address.pointee.family, Int(address.pointee.addrlen))
  // The socket's address lies where the struct's last member begins, and goes on behind it: `addrlen` bytes in all.
  let start = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
  let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + start, count: length)
  return exchange.openSocket(
    IPAddress(family: family, socketAddress: bytes), family: family, type: address.pointee.socktype,
    protocol: address.pointee.protocol)
}
