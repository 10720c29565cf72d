import Foundation

/// The address of an article as a link that can be put before people: http or https, a host, nobody's password, and of
/// printable ASCII in which nothing is markup.
package struct ArticleLink: Sendable, Equatable {
  package let url: String

  /// What the services' own limits have room for.
  private static let maximumBytes = 2_000
  /// These stay; all else is percent-encoded, such as the parentheses and bars that end a link in a markup.
  private static let unchanged = Set("-._~:/?#@!$&+,;=%".utf8)

  /// `nil` where a text is no such address, or too long a one.
  package init?(_ text: String) {
    guard text.utf8.count <= Self.maximumBytes,
      let parsed = URL(string: text, encodingInvalidCharacters: true),
      let scheme = parsed.scheme?.lowercased(), scheme == "http" || scheme == "https",
      let host = parsed.host(percentEncoded: true), !host.isEmpty, parsed.user == nil, parsed.password == nil
    else { return nil }
    var url = ""
    for byte in parsed.absoluteString.utf8 {
      let isAlphanumeric =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      // The brackets of an address such as [::1] are what a host has them for.
      if isAlphanumeric || Self.unchanged.contains(byte) || (host.contains(":") && (byte == 0x5B || byte == 0x5D)) {
        url.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        url += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    guard url.utf8.count <= Self.maximumBytes else { return nil }
    self.url = url
  }
}
