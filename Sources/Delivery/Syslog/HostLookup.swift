import Dispatch
import Glibc
import Synchronization

/// Asks for the addresses of a host, which may take as long as it likes, beside those who wait for it.
final class HostLookup: Sendable {
  struct Address: Sendable, Equatable {
    let family: Int32
    /// A `sockaddr` of that family.
    let bytes: [UInt8]
  }

  enum Answer: Sendable {
    /// At least one.
    case addresses([Address])
    /// In the system's words.
    case unknown(String)
  }

  private let result = Mutex<Answer?>(nil)
  /// Raised when it is done.
  private let done = StopSignal()

  init(host: String, port: UInt16, type: __socket_type) {
    DispatchQueue(label: "delivery.lookup").async { [self] in
      let answer = Self.ask(host, port, Int32(type.rawValue))
      result.withLock { $0 = answer }
      done.raise()
    }
  }

  /// `nil` as long as it is not done.
  var answer: Answer? { result.withLock { $0 } }
  /// Readable once it is done.
  var descriptor: Int32 { done.descriptor }

  private static func ask(_ host: String, _ port: UInt16, _ type: Int32) -> Answer {
    var hints = addrinfo()
    hints.ai_socktype = type
    hints.ai_flags = AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else { return .unknown(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }
    var addresses: [Address] = []
    // The list is getaddrinfo's until it is freed above; each address has the length that stands beside it.
    var next = list
    while let entry = next {
      if let address = entry.pointee.ai_addr {
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))
        addresses.append(Address(family: entry.pointee.ai_family, bytes: Array(bytes)))
      }
      next = entry.pointee.ai_next
    }
    return addresses.isEmpty ? .unknown("it has no address") : .addresses(addresses)
  }
}
