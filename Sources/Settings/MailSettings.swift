import MailAddresses

/// An endpoint of type `mail`: SMTP.
package struct MailSettings: Sendable, Equatable {
  /// How a connection that begins in clear text is encrypted.
  package enum Encryption: String, Sendable, CaseIterable {
    /// By STARTTLS, or nothing is sent.
    case required
    /// By STARTTLS where the server has it.
    case opportunistic
    /// Not; of a server on this machine.
    case none
    /// Not, wherever the server is.
    case cleartext
  }

  package var server: MailServer
  package var encryption: Encryption
  /// Both or neither.
  package var user: SecretSource?
  /// Never inline.
  package var password: SecretSource?
  package var from: MailAddress
  /// At least one, each once.
  package var to: [MailAddress]
  package var subjectPrefix: String?
  /// For one mail as a whole.
  package var timeout: Duration
  package var certificateAuthorityFile: String?

  package init(
    server: MailServer, encryption: Encryption = .required, user: SecretSource? = nil, password: SecretSource? = nil,
    from: MailAddress, to: [MailAddress], subjectPrefix: String? = nil, timeout: Duration = .seconds(60),
    certificateAuthorityFile: String? = nil
  ) {
    self.server = server
    self.encryption = encryption
    self.user = user
    self.password = password
    self.from = from
    self.to = to
    self.subjectPrefix = subjectPrefix
    self.timeout = timeout
    self.certificateAuthorityFile = certificateAuthorityFile
  }
}
