import Glibc

/// An IP address, as a number.
enum IPAddress: Sendable, Hashable {
  case v4(UInt32)
  case v6(high: UInt64, low: UInt64)

  /// As people write it; IPv6 without brackets. `nil` for anything else, a host's name included.
  init?(_ text: some StringProtocol) {
    var bytes = [UInt8](repeating: 0, count: 16)
    // inet_pton writes 4 or 16 bytes, and `bytes` has 16.
    if inet_pton(AF_INET, String(text), &bytes) == 1 {
      self = .v4(UInt32(truncatingIfNeeded: Self.number(bytes[..<4])))
    } else if inet_pton(AF_INET6, String(text), &bytes) == 1 {
      self = .v6(high: Self.number(bytes[..<8]), low: Self.number(bytes[8...]))
    } else {
      return nil
    }
  }

  /// - Parameter socketAddress: the bytes of a `sockaddr_in` or `sockaddr_in6`.
  init?(family: Int32, socketAddress: UnsafeRawBufferPointer) {
    switch family {
    case AF_INET where socketAddress.count >= MemoryLayout<sockaddr_in>.size:
      // As many bytes as the type has are there.
      self = .v4(UInt32(bigEndian: socketAddress.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
    case AF_INET6 where socketAddress.count >= MemoryLayout<sockaddr_in6>.size:
      let address = socketAddress.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      let bytes = withUnsafeBytes(of: address) { Array($0) }
      self = .v6(high: Self.number(bytes.prefix(8)), low: Self.number(bytes.dropFirst(8)))
    default: return nil
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  /// The IPv4 address that is reached by way of an IPv6 one: written in it (RFC 4291 2.5.5, RFC 2765), translated
  /// (RFC 6052), or at the end of a tunnel (RFC 3056, RFC 4380).
  var embedded: IPAddress? {
    guard case .v6(let high, let low) = self else { return nil }
    let last = IPAddress.v4(UInt32(truncatingIfNeeded: low))
    switch (high, low >> 32) {
    // ::a.b.c.d and ::ffff:a.b.c.d. `::` and `::1` are addresses of their own.
    case (0, 0): return low > 1 ? last : nil
    case (0, 0xFFFF), (0, 0xFFFF_0000), (0x0064_FF9B_0000_0000, 0): return last
    default: break
    }
    if high >> 48 == 0x2002 { return .v4(UInt32(truncatingIfNeeded: high >> 16)) }
    // Teredo has the bits of the client's address turned round.
    if high >> 32 == 0x2001_0000 { return .v4(~UInt32(truncatingIfNeeded: low)) }
    return nil
  }
}

extension IPAddress: CustomStringConvertible {
  var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    // inet_ntop reads 4 or 16 bytes of the number given to it, and writes at most as many characters as `text` has.
    switch self {
    case .v4(let number):
      var number = number.bigEndian
      inet_ntop(AF_INET, &number, &text, socklen_t(text.count))
    case .v6(let high, let low):
      var numbers = (high.bigEndian, low.bigEndian)
      inet_ntop(AF_INET6, &numbers, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
