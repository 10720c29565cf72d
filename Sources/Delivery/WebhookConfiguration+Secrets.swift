extension WebhookConfiguration {
  /// What it sends and nobody else may read.
  var sentSecrets: SentSecrets {
    // The token of "Token …" is as secret as the whole.
    var secrets = headers.flatMap { [$0.value] + Self.longParts(of: $0.value, " ") }
    if let bearerToken { secrets.append(bearerToken) }
    if let basic { secrets += [basic.password, basic.authorization] }
    // Never sent, but the receiver has them, and may say which one it expects.
    secrets += signingSecrets.map(\.text)
    secrets += Self.secrets(inURL: url)
    if let proxy { secrets += Self.secrets(inURL: proxy) }
    if case .ntfy(let topic) = format { secrets.append(Self.secret(ofTopic: topic)) }
    return SentSecrets(secrets)
  }

  /// Whoever knows an ntfy server's topic can read it and write to it, where the server asks for no login. One that is too short to be
  /// recognised wherever it stands is hidden where it is sent and answered.
  private static func secret(ofTopic topic: String) -> String {
    topic.utf8.count < SentSecrets.minimumBytes ? "\"topic\":\"\(topic)\"" : topic
  }

  /// User and password, path and query, and the parts of those.
  private static func secrets(inURL url: String) -> [String] {
    let parts = WebhookURL.secretParts(of: url)
    var secrets = [parts.user, parts.password]
    // As it is sent: both decoded, and put together.
    if !parts.user.isEmpty || !parts.password.isEmpty {
      let (user, password) = (Array(parts.user.utf8), Array(parts.password.utf8))
      secrets.append(
        BasicCredentials.encoded(user: SentSecrets.decoded(user), password: SentSecrets.decoded(password)))
    }
    secrets += [parts.path, parts.path + "?" + parts.query, parts.query]
    secrets += longParts(of: parts.path, "/")
    for pair in parts.query.split(separator: "&") {
      secrets += pair.split(separator: "=", maxSplits: 1).dropFirst().map { String($0) }
    }
    return secrets
  }

  private static func longParts(of text: String, _ separator: Character) -> [String] {
    text.split(separator: separator).filter { $0.utf8.count >= SentSecrets.minimumPartBytes }.map { String($0) }
  }
}
