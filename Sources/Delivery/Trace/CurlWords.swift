/// Which of curl's words are passed on: named one by one, since others repeat users, paths and the like, and other versions of curl
/// may have new ones.
enum CurlWords {
  private static let beginnings = [
    "Trying ", "Connected to ", "Established connection", "Host ", "IPv4: ", "IPv6: ", "SSL connection using ",
    "Server certificate:", "Proxy certificate:", "subject: ", "start date: ", "expire date: ", "subjectAltName: ",
    "issuer: ", "SSL certificate verify", "SSL certificate problem", "SSL: ", "connect to ", "Failed to connect",
    "Could not resolve", "Connection timed out", "Operation timed out", "Recv failure", "Send failure", "Empty reply",
    "Establish HTTP proxy tunnel", "CONNECT tunnel", "Proxy replied", "OpenSSL SSL_", "TLS connect error",
  ]

  static func shown(_ text: String) -> String? {
    let words = text.drop { $0 == " " }
    return beginnings.contains { words.hasPrefix($0) } ? String(words) : nil
  }
}
