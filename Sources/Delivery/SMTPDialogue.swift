import SafeText

/// What client and server said to each other about one mail (RFC 5321), as far as it tells whom the server took it for,
/// and why not. Pure: it is given each line.
struct SMTPDialogue: Equatable {
  /// What the server was to answer last.
  enum Step: Equatable {
    case greeting, hello, encryption, login, sender, recipient, data
    /// The mail itself, between the go-ahead and the answer to its end.
    case message
    case other
  }

  struct Reply: Equatable {
    let code: Int
    /// What the server said with it, in one line, bounded. Not made safe.
    let words: String

    var isSuccess: Bool { (200...299).contains(code) }
    /// The server will say the same another time.
    var isPermanent: Bool { (500...599).contains(code) }
  }

  private(set) var step = Step.greeting
  /// To the step; `nil` until it has come.
  private(set) var reply: Reply?
  /// One for each recipient, in the order in which they were named.
  private(set) var recipients: [Reply?] = []
  private var words = ""
  /// The client has taken its leave, which it also does after a refusal: what counts was said before.
  private var isOver = false

  static let maximumWordBytes = 400

  /// A line that the client sent, a command or what a login goes on with.
  mutating func sent(_ line: some Collection<UInt8>) {
    guard !isOver else { return }
    // What follows a challenge is an answer to it, whatever it looks like.
    if step == .login, reply?.code == 334 {
      reply = nil
      return
    }
    let verb = String(decoding: line.prefix { $0 > 0x20 }, as: UTF8.self).uppercased()
    if verb == "QUIT" {
      isOver = true
      return
    }
    step =
      switch verb {
      case "EHLO", "HELO": .hello
      case "STARTTLS": .encryption
      case "AUTH": .login
      case "MAIL": .sender
      case "RCPT": .recipient
      case "DATA": .data
      default: .other
      }
    if step == .recipient { recipients.append(nil) }
    (reply, words) = (nil, "")
  }

  /// A line of a reply: `250-first`, `250 last`. What is none is ignored.
  mutating func received(_ line: some Collection<UInt8>) {
    let line = Array(line)
    guard !isOver, line.count >= 3, let code = Int(String(decoding: line.prefix(3), as: UTF8.self)),
      (200...599).contains(code)
    else { return }
    let text = String(decoding: line.dropFirst(4).prefix { $0 != 13 && $0 != 10 }, as: UTF8.self)
    if words.utf8.count < Self.maximumWordBytes { words += (words.isEmpty ? "" : " ") + text }
    if line.count > 3, line[3] == UInt8(ascii: "-") { return }
    let reply = Reply(
      code: code, words: String(String.UnicodeScalarView(words.unicodeScalars.prefix(Self.maximumWordBytes))))
    words = ""
    self.reply = reply
    if step == .recipient, !recipients.isEmpty { recipients[recipients.count - 1] = reply }
    if step == .data, code == 354 { (step, self.reply) = (.message, nil) }
  }
}

extension SMTPDialogue.Reply {
  /// For people: the code and the server's words, safe to show, without what is secret.
  func text(hiding secrets: [String]) -> String {
    let isTelling = secrets.contains { !$0.isEmpty && words.contains($0) }
    let said = isTelling ? "(the words of the server have the password in them)" : words.safeToShow
    return said.isEmpty ? "\(code)" : "\(code) \(said)"
  }
}

extension SMTPDialogue.Step {
  /// What the server did not do.
  var refusal: String {
    switch self {
    case .greeting: "did not greet"
    case .hello: "did not take our greeting"
    case .encryption: "did not begin to encrypt"
    case .login: "did not take the login"
    case .sender: "did not take the sender"
    case .recipient: "did not take the recipients"
    case .data, .message: "did not take the mail"
    case .other: "did not go on"
    }
  }
}
