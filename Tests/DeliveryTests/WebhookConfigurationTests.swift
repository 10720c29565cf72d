import Testing

@testable import Delivery

@Suite struct WebhookConfigurationTests {
  typealias Header = WebhookConfiguration.Header

  private func error(
    url: String = "https://hooks.example.org/x", headers: [Header] = [], token: String? = nil, file: String? = nil,
    proxy: String? = nil, basic: BasicCredentials? = nil, certificate: String? = nil, key: String? = nil,
    secrets: [SigningSecret] = [], version: String = "1"
  ) -> DeliveryConfigurationError? {
    do throws(DeliveryConfigurationError) {
      _ = try WebhookConfiguration(
        url: url, headers: headers, bearerToken: token, certificateAuthorityFile: file, proxy: proxy, basic: basic,
        clientCertificate: certificate, clientKey: key, signingSecrets: secrets, version: version)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("https://hooks.example.org/T0/secret?x=1#f", "hooks.example.org"), ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
    ("https://user:pass@hooks.example.org:8443/x", "hooks.example.org:8443"), ("HTTP://Example.org", "Example.org"),
    ("http://[::1]:9/x", "[::1]:9"), ("http://good.example@evil.example/", "evil.example"),
  ])
  func hostIsWhereItConnects(url: String, host: String) throws {
    #expect(try WebhookConfiguration(url: url, version: "1").host == host)
  }

  @Test(arguments: [
    "", "hooks.example.org", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "https://",
    "http://example.org:99999/", "http://exa mple.org/", "http://example.org/\r\nX: y",
    "http://example.org/\u{0}", "http://пример.example/", "javascript:alert(1)",
    "https://example.org/" + String(repeating: "x", count: 9000),
  ])
  func urlThatIsNoneIsRefusedWithoutRepeatingIt(url: String) {
    let error = error(url: url)
    #expect(error?.code == "invalid-url")
    #expect(url.utf8.count < 12 || error?.message.contains(url) == false)
  }

  @Test(arguments: ["a\r\nb", "a\nb", "a\rb", "v4lue\n", "a\u{0}b", "a\u{1b}b", "a\u{7f}", "a\tb"])
  func headerValueWithControlCharactersIsRefusedWithoutRepeatingIt(value: String) {
    let error = error(headers: [Header("X-Key", value)])
    #expect(error?.code == "invalid-header")
    #expect(error?.message.contains("X-Key") == true)
    #expect(error?.message.contains(value) == false)
    #expect(error?.message.contains("v4lue") == false)
  }

  @Test(arguments: ["", "X Key", "X-Key:", "X\r\nY", "Ключ", "X@"])
  func headerNameThatIsNoneIsRefused(name: String) {
    #expect(error(headers: [Header(name, "v")])?.code == "invalid-header")
  }

  @Test(arguments: [
    "Content-Length", "transfer-encoding", "WEBHOOK-ID", "Content-Type", "User-Agent", "Expect", "Webhook-Timestamp",
    "webhook-signature",
  ])
  func headerThatTheWebhookSetsIsRefused(name: String) {
    #expect(error(headers: [Header(name, "1")])?.code == "reserved-header")
  }

  @Test func authorizationComesFromOnePlace() throws {
    let header = Header("Authorization", "Basic eDp5")
    #expect(error(headers: [header]) == nil)
    #expect(error(headers: [header], token: "t")?.code == "reserved-header")
    let basic = try BasicCredentials(user: "desk", password: "s3cret")
    #expect(error(basic: basic) == nil)
    #expect(error(headers: [header], basic: basic)?.code == "reserved-header")
    #expect(error(token: "t", basic: basic)?.code == "reserved-header")
  }

  @Test(arguments: [
    ("de:sk", "s3cret"), ("desk\n", "s3cret"), ("desk", "s3cret\r\nX: y"), ("desk", "s3cret\u{0}"),
    ("desk", "s3cret" + String(repeating: "x", count: 1024)),
  ])
  func credentialsThatAreNoneAreRefusedWithoutRepeatingThem(user: String, password: String) {
    let error = #expect(throws: DeliveryConfigurationError.self) {
      _ = try BasicCredentials(user: user, password: password)
    }
    #expect(error?.code == "invalid-basic")
    #expect(error?.message.contains("s3cret") == false && error?.message.contains("de:sk") == false)
  }

  @Test func printingShowsNoSecret() throws {
    let configuration = try WebhookConfiguration(
      url: "https://hooks.example.org/", proxy: "http://desk:s3cret@proxy.example.org",
      basic: try BasicCredentials(user: "desk", password: "s3cret"), signingSecrets: [secret], version: "1")
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in ["\(configuration)", String(reflecting: configuration), dumped] {
      #expect(!text.contains("s3cret") && !text.contains("proxy") && !text.contains("SigningSecret"))
    }
  }

  private var secret: SigningSecret {
    get throws { try SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") }
  }

  @Test(arguments: ["", "a b", "a\n", "a\r\nX: y", "тест", String(repeating: "x", count: 9000)])
  func tokenThatIsNoneIsRefusedWithoutRepeatingIt(token: String) {
    let error = error(token: token)
    #expect(error?.code == "invalid-token")
    #expect(token.utf8.count < 3 || error?.message.contains(token) == false)
  }

  @Test func headersAreBounded() {
    #expect(error(headers: (0..<32).map { Header("X-\($0)", "v") }) == nil)
    #expect(error(headers: (0..<33).map { Header("X-\($0)", "v") })?.code == "too-many-headers")
    #expect(error(headers: [Header("X", String(repeating: "v", count: 9000))])?.code == "invalid-header")
  }

  @Test func otherPartsAreCheckedToo() throws {
    #expect(error(certificate: "a\u{0}b")?.code == "invalid-path")
    #expect(error(key: "")?.code == "invalid-path")
    let secret = try secret
    #expect(error(secrets: Array(repeating: secret, count: 8)) == nil)
    #expect(error(secrets: Array(repeating: secret, count: 9))?.code == "too-many-secrets")
    #expect(error(file: "")?.code == "invalid-path")
    #expect(error(proxy: "nonsense://x")?.code == "invalid-url")
    #expect(error(proxy: "socks5h://proxy.example:1080") == nil)
    #expect(error(version: "1\r\nX: y")?.code == "invalid-header")
  }
}
