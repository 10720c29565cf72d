import FoundationEssentials

extension MailConfiguration {
  /// What it sends and nobody else may read, in the spellings in which it is sent and may come back.
  var secretTexts: [String] {
    guard let login else { return [] }
    let forms = [
      login.password, "\0\(login.user)\0\(login.password)", "\(login.user)\0\(login.user)\0\(login.password)",
    ]
    return [login.password] + forms.map { Data($0.utf8).base64EncodedString() }
  }

  var sentSecrets: SentSecrets { SentSecrets(secretTexts) }
}
