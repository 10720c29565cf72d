/// The request line and headers of a request, as people may see them.
enum RequestHead {
  /// Those whose values are not the owner's: all others are hidden whole.
  private static let open: Set<String> = [
    "accept", "connection", "content-length", "content-type", "expect", "host", "proxy-connection", "transfer-encoding",
    "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp",
  ]

  /// The address's path and query are hidden: to many services they are the key.
  static func shown(_ head: [UInt8]) -> [UInt8] {
    let lines = head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().map {
      number, line in
      let text = String(decoding: line, as: UTF8.self)
      return number == 0 ? requestLine(text) : header(text)
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  private static func requestLine(_ line: String) -> String {
    let words = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
    guard words.count == 3 else { return "***\r" }
    if words[0] == "CONNECT" { return line }
    return "\(words[0]) \(target(words[1])) \(words[2])"
  }

  /// `/`, or `/` and what stands for the rest; with a proxy the whole address stands there.
  private static func target(_ text: String) -> String {
    if text == "/" { return text }
    let host = WebhookURL.normalizedHost(of: text)
    return text.hasPrefix("/") || host.isEmpty ? "/***" : "http://\(host)/***"
  }

  private static func header(_ line: String) -> String {
    let parts = line.unicodeScalars.split(separator: ":", maxSplits: 1).map { String($0) }
    guard parts.count == 2 else { return line }
    let name = parts[0].lowercased()
    if open.contains(name) || name.hasPrefix("ce-") { return line }
    let end = line.utf8.last == UInt8(ascii: "\r") ? "\r" : ""
    let isScheme = name.hasSuffix("authorization")
    let scheme = ["Basic ", "Bearer "].first { isScheme && parts[1].hasPrefix(" " + $0) } ?? ""
    return "\(parts[0]): \(scheme)***\(end)"
  }
}

/// A line of the headers of an answer, as people may see it.
enum AnswerHead {
  /// Cookies are keys to what the receiver keeps.
  static func shown(_ line: [UInt8]) -> [UInt8] {
    let name = "set-cookie:"
    guard line.count > name.utf8.count,
      String(decoding: line.prefix(name.utf8.count), as: UTF8.self).lowercased() == name
    else { return line }
    return Array("Set-Cookie: ***\r\n".utf8)
  }
}
