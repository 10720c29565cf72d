import CCurl
import Messages

/// How a webhook is called. Checked when it is made; secrets are resolved before and never described.
package struct WebhookConfiguration: Sendable, Equatable {
  package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package struct Timeouts: Sendable, Equatable {
    /// To look up the name, connect and shake hands.
    package var connect: Duration
    /// For the whole exchange.
    package var total: Duration
    /// So long with less than 16 bytes a second ends the exchange. Not effective where it is longer than `total`.
    package var stalled: Duration

    package init(connect: Duration = .seconds(5), total: Duration = .seconds(20), stalled: Duration = .seconds(15)) {
      self.connect = connect
      self.total = total
      self.stalled = stalled
    }
  }

  let url: String
  /// For people: the host, and the port where one is written. Without credentials, path and query.
  package let host: String
  let headers: [Header]
  let bearerToken: String?
  let timeouts: Timeouts
  let certificateAuthorityFile: String?
  let proxy: String?
  let basic: BasicCredentials?
  let clientCertificate: String?
  let clientKey: String?
  let signingSecrets: [SigningSecret]
  let allowsPrivateAddresses: Bool
  let userAgent: String
  let format: PayloadFormat

  package static let maximumHeaders = 32
  package static let maximumHeaderBytes = 8192
  package static let maximumSigningSecrets = 8

  /// - Parameters:
  ///   - url: http or https.
  ///   - certificateAuthorityFile: PEM; instead of the system's authorities.
  ///   - proxy: A URL. Without one there is none, whatever the environment says.
  ///   - clientCertificate: PEM; by which the server recognises Watchword.
  ///   - clientKey: PEM; `nil` where it stands in the certificate's file.
  ///   - signingSecrets: each makes a signature of its own, so that receivers can change to another.
  ///   - allowsPrivateAddresses: whether the URL's name may lead to an address that is not public.
  ///   - version: Watchword's, for the User-Agent.
  /// - Throws: codes `invalid-url`, `invalid-header`, `reserved-header`, `too-many-headers`, `invalid-token`,
  ///   `invalid-path`, `too-many-secrets`.
  package init(
    url: String, headers: [Header] = [], bearerToken: String? = nil, timeouts: Timeouts = Timeouts(),
    certificateAuthorityFile: String? = nil, proxy: String? = nil, basic: BasicCredentials? = nil,
    clientCertificate: String? = nil, clientKey: String? = nil, signingSecrets: [SigningSecret] = [],
    allowsPrivateAddresses: Bool = false, format: PayloadFormat = .alert, version: String
  ) throws(DeliveryConfigurationError) {
    host = try WebhookURL.host(of: url, named: "the webhook's URL", schemes: ["http", "https"])
    if let proxy {
      _ = try WebhookURL.host(of: proxy, named: "the webhook's proxy", schemes: ["http", "https", "socks5", "socks5h"])
    }
    try Self.check(headers, hasToken: bearerToken != nil, hasBasic: basic != nil)
    try Self.check(token: bearerToken)
    try Self.check(file: certificateAuthorityFile, "of certificate authorities")
    try Self.check(file: clientCertificate, "with its certificate")
    try Self.check(file: clientKey, "with its key")
    guard signingSecrets.count <= Self.maximumSigningSecrets else {
      throw DeliveryConfigurationError(
        code: "too-many-secrets", message: "a webhook signs with at most \(Self.maximumSigningSecrets) secrets")
    }
    let userAgent = "watchword/\(version)"
    guard userAgent.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw DeliveryConfigurationError(
        code: "invalid-header", message: "the version in the User-Agent has characters that no header may have")
    }
    self.url = url
    self.format = format
    self.headers = headers
    self.bearerToken = bearerToken
    self.timeouts = timeouts
    self.certificateAuthorityFile = certificateAuthorityFile
    self.proxy = proxy
    self.basic = basic
    self.clientCertificate = clientCertificate
    self.clientKey = clientKey
    self.signingSecrets = signingSecrets
    self.allowsPrivateAddresses = allowsPrivateAddresses
    self.userAgent = userAgent
  }
}

extension WebhookConfiguration {
  /// To where it connects. With a proxy that is all that is connected to, and it is the owner's word.
  var server: EndpointConfiguration.Server {
    let isAnywhere = allowsPrivateAddresses || proxy != nil
    return EndpointConfiguration.Server(
      url: url, certificateAuthorityFile: certificateAuthorityFile, clientCertificate: clientCertificate,
      clientKey: clientKey, proxy: proxy,
      policy: isAnywhere ? .anywhere : .publicAddresses(orNamedBy: WebhookURL.normalizedHost(of: url)))
  }
}

// Printing a configuration, on purpose or by a crash report, shows no secret.
extension WebhookConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "webhook to \(host)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["host": host]) }
}

extension WebhookConfiguration {
  /// Set by the webhook itself, or able to break the framing of the request.
  private static let reservedHeaders: Set<String> = [
    "connection", "content-length", "content-type", "expect", "keep-alive", "te", "trailer", "transfer-encoding",
    "upgrade", "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp",
  ]

  private static func check(file: String?, _ what: String) throws(DeliveryConfigurationError) {
    guard let file, file.isEmpty || file.utf8.contains(0) else { return }
    throw DeliveryConfigurationError(
      code: "invalid-path", message: "the webhook's file \(what) has no usable name")
  }

  private static func check(
    _ headers: [Header], hasToken: Bool, hasBasic: Bool
  ) throws(DeliveryConfigurationError) {
    guard !hasToken || !hasBasic else {
      throw DeliveryConfigurationError(
        code: "reserved-header", message: "there are both a bearer token and basic; keep one of them")
    }
    guard headers.count <= maximumHeaders else {
      throw DeliveryConfigurationError(
        code: "too-many-headers", message: "a webhook takes \(maximumHeaders) headers, not \(headers.count)")
    }
    for header in headers {
      guard isToken(header.name) else {
        // Not repeated in the message: in a mix-up it could be the value.
        throw DeliveryConfigurationError(
          code: "invalid-header",
          message: "a header's name may have only letters, digits and - _ . ~ ! # $ % & ' * + ^ ` |, without a colon")
      }
      let name = header.name.lowercased()
      if reservedHeaders.contains(name) {
        throw DeliveryConfigurationError(
          code: "reserved-header", message: "the header \(header.name) is set by the webhook itself; remove it")
      }
      if name == "authorization", hasToken || hasBasic {
        throw DeliveryConfigurationError(
          code: "reserved-header",
          message: "there is \(hasToken ? "a bearer token" : "basic") and a header \(header.name); keep one of them")
      }
      guard isHeaderValue(header.value) else {
        throw DeliveryConfigurationError(
          code: "invalid-header",
          message: "the value of the header \(header.name) has line ends or control characters, or is longer than "
            + "\(maximumHeaderBytes) bytes; a secret read from a file may end in a line end")
      }
    }
  }

  private static func check(token: String?) throws(DeliveryConfigurationError) {
    guard let token else { return }
    guard !token.isEmpty, token.utf8.count <= maximumHeaderBytes, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else {
      throw DeliveryConfigurationError(
        code: "invalid-token",
        message: "the bearer token is empty, too long, or has spaces, line ends or characters that a header cannot "
          + "hold; a secret read from a file may end in a line end")
    }
  }

  /// RFC 9110, 5.6.2.
  static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 256
      && text.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// RFC 9110, 5.5, without the tab.
  static func isHeaderValue(_ text: String) -> Bool {
    text.utf8.count <= maximumHeaderBytes && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
  }
}
