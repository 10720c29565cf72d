import CCurl

/// Looks at a URL with the parser that will also connect, so that what is shown is where it goes.
enum WebhookURL {
  static func host(
    of text: String, named name: String, schemes: Set<String>
  ) throws(DeliveryConfigurationError) -> String {
    func invalid(_ what: String) -> DeliveryConfigurationError {
      DeliveryConfigurationError(code: "invalid-url", message: "\(name) \(what)")
    }
    guard text.utf8.count <= 8192, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw invalid("has spaces, line ends or characters that need percent-encoding, or is longer than 8192 bytes")
    }
    // Its scheme is looked at below, and other ones are said by name; a proxy's are not among those that curl fetches.
    // The pointer is this function's own and freed below; curl's parser keeps nothing of the strings given to it.
    guard let parser = curl_url() else { throw invalid("cannot be read: no memory") }
    defer { curl_url_cleanup(parser) }
    let result = curl_url_set(parser, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME))
    guard result == CURLUE_OK else {
      throw invalid("is not valid (\(String(cString: curl_url_strerror(result)))); write it as https://host/path")
    }
    guard let scheme = part(CURLUPART_SCHEME, of: parser), schemes.contains(scheme) else {
      throw invalid("must begin with \(schemes.sorted().map { $0 + "://" }.joined(separator: " or "))")
    }
    guard let host = part(CURLUPART_HOST, of: parser), !host.isEmpty else { throw invalid("names no host") }
    return part(CURLUPART_PORT, of: parser).map { "\(host):\($0)" } ?? host
  }

  /// The host as curl will connect to it: IPv4 in four numbers however it is written, IPv6 in brackets. Empty where the
  /// text is no URL.
  static func normalizedHost(of text: String) -> String { parts([CURLUPART_HOST], of: text)[0] }

  /// What of a URL may be secret, as it is written; empty where it is not there.
  static func secretParts(of text: String) -> (user: String, password: String, path: String, query: String) {
    let parts = parts([CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_PATH, CURLUPART_QUERY], of: text)
    return (parts[0], parts[1], parts[2], parts[3])
  }

  /// As many as asked for.
  private static func parts(_ names: [CURLUPart], of text: String) -> [String] {
    // As above.
    guard let parser = curl_url() else { return names.map { _ in "" } }
    defer { curl_url_cleanup(parser) }
    guard curl_url_set(parser, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
      return names.map { _ in "" }
    }
    return names.map { part($0, of: parser) ?? "" }
  }

  private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    // On success `text` is a string that ends in 0 and is ours to free.
    guard curl_url_get(parser, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
