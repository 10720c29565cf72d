extension SMTPDialogue {
  /// Commands in which nothing is secret.
  private static let openVerbs: Set<String> = [
    "EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT",
  ]

  /// A line that the client is about to send, as people may see it. What is sent while somebody logs in is hidden, in whatever
  /// encoding; so is whatever is not known.
  func shown(_ line: some Collection<UInt8>) -> [UInt8] {
    let hidden = Array("(hidden)\r\n".utf8)
    // It is the answer to a challenge, whatever it looks like.
    if step == .login, reply?.code == 334 { return hidden }
    let words = line.prefix { $0 != 13 && $0 != 10 }.split(separator: UInt8(ascii: " "))
    let verb = words.first.map { String(decoding: $0, as: UTF8.self).uppercased() } ?? ""
    if Self.openVerbs.contains(verb) { return Array(line) }
    guard verb == "AUTH", words.count >= 2 else { return hidden }
    let mechanism = Array("AUTH \(String(decoding: words[1], as: UTF8.self))".utf8)
    return mechanism + Array(words.count > 2 ? " (hidden)\r\n".utf8 : "\r\n".utf8)
  }
}
