import MailAddresses
import Messages

/// How mail is sent. Checked when it is made; secrets are resolved before and never described.
package struct MailConfiguration: Sendable, Equatable {
  /// Of a connection that begins in clear text.
  package enum Encryption: Sendable, Equatable {
    /// Nothing is sent unless STARTTLS succeeds.
    case required
    /// STARTTLS where the server has it. Whoever stands in between can make it seem not to.
    case opportunistic
    case none
  }

  package struct Login: Sendable, Equatable {
    package let user: String
    package let password: String

    package init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  let server: MailServer
  let encryption: Encryption
  private(set) var login: Login?
  let envelope: MailMessage.Envelope
  /// For one mail as a whole.
  let timeout: Duration
  let certificateAuthorityFile: String?

  package static let maximumRecipients = 100
  package static let maximumLoginBytes = 4096

  /// - Parameters:
  ///   - encryption: of a server that does not use TLS from the start.
  ///   - certificateAuthorityFile: PEM; instead of the system's authorities.
  /// - Throws: codes `invalid-recipients`, `invalid-login`, `invalid-path`.
  package init(
    server: MailServer, encryption: Encryption = .required, login: Login? = nil, envelope: MailMessage.Envelope,
    timeout: Duration = .seconds(60), certificateAuthorityFile: String? = nil
  ) throws(DeliveryConfigurationError) {
    guard (1...Self.maximumRecipients).contains(envelope.to.count) else {
      throw DeliveryConfigurationError(
        code: "invalid-recipients",
        message: "mail wants 1 to \(Self.maximumRecipients) recipients, not \(envelope.to.count)")
    }
    for (text, what) in [(login?.user, "user"), (login?.password, "password")] {
      guard let text else { continue }
      guard !text.isEmpty, text.utf8.count <= Self.maximumLoginBytes, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
      else {
        throw DeliveryConfigurationError(
          code: "invalid-login",
          message: "the \(what) for the mail server is empty, too long, or has line ends or control characters")
      }
    }
    if let file = certificateAuthorityFile, file.isEmpty || file.utf8.contains(0) {
      throw DeliveryConfigurationError(
        code: "invalid-path", message: "the mail server's file of certificate authorities has no usable name")
    }
    self.server = server
    self.encryption = server.usesTLSFromStart ? .required : encryption
    self.login = login
    self.envelope = envelope
    self.timeout = timeout
    self.certificateAuthorityFile = certificateAuthorityFile
  }
}

extension MailConfiguration {
  /// Whether its server can be connected to: name, TCP, greeting, encryption. Nobody logs in, nothing is sent. Blocks, at
  /// most for the limit.
  ///
  /// - Returns: why not, for people; `nil` where it can be.
  func connectionProblem(limit: Duration) -> String? {
    var trial = self
    trial.login = nil
    let exchange = SMTPExchange()
    guard let handle = SMTPHandle(trial, exchange: exchange) else { return "libcurl could not be set up" }
    guard case .failed(let words) = handle.connect(limit: limit) else { return nil }
    guard let reply = exchange.dialogue.reply, !reply.isSuccess else { return words }
    return "it \(exchange.dialogue.step.refusal): \(reply.text(hiding: []))"
  }
}

// Printing a configuration, on purpose or by a crash report, shows no secret.
extension MailConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "mail by \(server.hostAndPort)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["server": server.hostAndPort]) }
}

extension MailConfiguration.Login: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "a login" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
