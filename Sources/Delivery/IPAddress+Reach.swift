extension IPAddress {
  /// What keeps an address from being one on the public internet, for people; `nil` where it is one.
  ///
  /// After IANA's registries of special-purpose addresses, with two that clouds serve their machines' credentials by.
  /// IPv6 addresses outside of what IANA has given out (2000::/3) count as not public.
  var whyNotPublic: String? {
    if let embedded { return embedded.whyNotPublic }
    switch self {
    case .v4(let number):
      return Self.v4.first { number >> (32 - $0.bits) == $0.prefix >> (32 - $0.bits) }?.words
    case .v6(let high, let low):
      if high == 0, low <= 1 { return low == 0 ? Self.unspecified : Self.loopback }
      if let range = Self.v6.first(where: { high >> (64 - $0.bits) == $0.prefix >> (64 - $0.bits) }) {
        return range.words
      }
      return high >> 61 == 1 ? nil : "an address that is given to nobody"
    }
  }

  var isLoopback: Bool { (embedded ?? self).whyNotPublic == Self.loopback }

  private static let unspecified = "no address to connect to"
  private static let loopback = "an address of this machine itself"
  private static let linkLocal = "a link-local address, by which clouds also serve credentials to their machines"
  private static let privateUse = "a private address"
  private static let metadata = "the address by which a cloud serves credentials to its machines"
  private static let documentation = "an address for documentation"
  private static let multicast = "a multicast address"

  /// Narrow ones before those that hold them. `bits` is from 1 to 32.
  private static let v4: [(prefix: UInt32, bits: Int, words: String)] = [
    (0xA83F_8110, 32, metadata), (0x6464_64C8, 32, metadata), (0xC000_00C0, 32, metadata),
    (0x0000_0000, 8, unspecified), (0x0A00_0000, 8, privateUse), (0x7F00_0000, 8, loopback),
    (0x6440_0000, 10, "an address inside a provider's network"), (0xA9FE_0000, 16, linkLocal),
    (0xAC10_0000, 12, privateUse), (0xC0A8_0000, 16, privateUse), (0xC000_0000, 24, "an address of protocols"),
    (0xC000_0200, 24, documentation), (0xC633_6400, 24, documentation), (0xCB00_7100, 24, documentation),
    (0xC058_6300, 24, "an address of tunnels"), (0xC612_0000, 15, "an address for measurements"),
    (0xE000_0000, 4, multicast), (0xF000_0000, 4, "an address that is given to nobody"),
  ]

  /// Of the upper 64 bits. `bits` is from 1 to 64.
  private static let v6: [(prefix: UInt64, bits: Int, words: String)] = [
    (0xFC00_0000_0000_0000, 7, privateUse), (0xFE80_0000_0000_0000, 10, linkLocal),
    (0xFEC0_0000_0000_0000, 10, privateUse), (0xFF00_0000_0000_0000, 8, multicast),
    (0x0064_FF9B_0001_0000, 48, "an address inside a provider's network"),
    (0x2001_0DB8_0000_0000, 32, documentation), (0x3FFF_0000_0000_0000, 20, documentation),
    (0x2001_0010_0000_0000, 28, "an address of protocols"), (0x2001_0020_0000_0000, 28, "an address of protocols"),
    (0x2001_0002_0000_0000, 48, "an address for measurements"),
  ]
}
