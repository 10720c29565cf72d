/// A server that takes mail: `smtp://mail.example.org:587`, or `smtps://mail.example.org:465`, which speaks TLS from the
/// first byte on.
package struct MailServer: Sendable, Hashable {
  /// Why a text names no server. For the person who wrote it; holds nothing of the text.
  package struct Mistake: Error, Sendable, Equatable {
    package let message: String
    package let hint: String
  }

  package let usesTLSFromStart: Bool
  /// A name, or an address; that of IPv6 without brackets.
  package let host: String
  package let port: UInt16

  package static let submissionPort: UInt16 = 587
  package static let submissionsPort: UInt16 = 465

  package init(_ text: String) throws(Mistake) {
    let example = "write it as in smtp://mail.example.org:587 or smtps://mail.example.org:465"
    guard let (isTLS, rest) = Self.scheme(of: text) else {
      throw Mistake(message: "it does not begin with smtp:// or smtps://", hint: example)
    }
    guard !rest.utf8.contains(UInt8(ascii: "@")) else {
      throw Mistake(
        message: "a password cannot stand in the address", hint: "use user and password, with {file: …} or {env: …}")
    }
    let (host, port) = try Self.parts(of: rest, example)
    guard HostName.isName(host) || HostName.isIPv6Address(host) else {
      throw Mistake(message: "it names no host, or has more behind it", hint: example)
    }
    usesTLSFromStart = isTLS
    self.host = host
    self.port = port ?? (isTLS ? Self.submissionsPort : Self.submissionPort)
  }

  /// In full, with its port.
  package var url: String { "\(usesTLSFromStart ? "smtps" : "smtp")://\(hostAndPort)" }

  /// For people.
  package var hostAndPort: String { (HostName.isIPv6Address(host) ? "[\(host)]" : host) + ":\(port)" }

  /// Whether what is sent to it stays in this machine.
  package var isLoopback: Bool {
    if host.lowercased() == "localhost" || host == "::1" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && numbers.allSatisfy { $0 != nil }
  }

  private static func scheme(of text: String) -> (isTLS: Bool, rest: Substring)? {
    for (scheme, isTLS) in [("smtps://", true), ("smtp://", false)]
    where text.prefix(scheme.count).lowercased() == scheme {
      return (isTLS, text.dropFirst(scheme.count))
    }
    return nil
  }

  private static func parts(of text: Substring, _ example: String) throws(Mistake) -> (host: String, port: UInt16?) {
    var host = text
    var port: Substring?
    if text.first == "[", let end = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":", HostName.isIPv6Address(String(host)) else {
        throw Mistake(message: "what stands in its brackets is no IPv6 address", hint: example)
      }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      (host, port) = (text[..<colon], text[text.index(after: colon)...])
    }
    guard let port else { return (String(host), nil) }
    guard let number = UInt16(port), number > 0, port.utf8.allSatisfy({ $0.isLetterOrDigit }) else {
      throw Mistake(message: "its port is no number from 1 to 65535", hint: example)
    }
    return (String(host), number)
  }
}
