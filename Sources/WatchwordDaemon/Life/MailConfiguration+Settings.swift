import Delivery
import Messages
import Settings

extension MailConfiguration {
  /// Resolves secrets.
  init(_ mail: MailSettings) throws {
    var login: Login?
    if let user = mail.user, let password = mail.password {
      login = Login(user: try user.resolve(), password: try password.resolve())
    }
    try self.init(
      server: mail.server, encryption: Encryption(mail.encryption), login: login,
      envelope: MailMessage.Envelope(from: mail.from, to: mail.to, subjectPrefix: mail.subjectPrefix),
      timeout: mail.timeout, certificateAuthorityFile: mail.certificateAuthorityFile)
  }
}

extension MailConfiguration.Encryption {
  fileprivate init(_ encryption: MailSettings.Encryption) {
    self =
      switch encryption {
      case .required: .required
      case .opportunistic: .opportunistic
      case .none, .cleartext: .none
      }
  }
}
