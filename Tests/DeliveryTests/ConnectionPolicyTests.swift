import Glibc
import Testing

@testable import Delivery

@Suite struct ConnectionPolicyTests {
  private static let notPublic = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "100.100.100.200", "127.0.0.1",
    "127.255.0.1", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192",
    "192.0.2.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::2", "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254",
    "::ffff:0:192.168.1.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::8.8.8.8", "2002:0a00:0001::1",
    "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1",
    "febf::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "2001:10::1", "2001:2::1", "100::1",
    "4000::1",
    "1::1",
  ]
  private static let isPublic = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
    "168.63.129.15", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255",
    "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::200e",
    "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:0808:0808::1", "3ffe::1",
  ]

  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text), "\(text)") }

  @Test(arguments: notPublic) func addressThatIsNotPublicIsRefused(text: String) throws {
    let address = try address(text)
    #expect(address.whyNotPublic != nil)
    let words = try #require(ConnectionPolicy.publicAddresses(orNamedBy: "hooks.example.org").refusal(of: address))
    #expect(words.contains("\(address)") && words.contains("allow_private: yes"))
    #expect(ConnectionPolicy.anywhere.refusal(of: address) == nil)
  }

  @Test(arguments: isPublic) func publicAddressIsNot(text: String) throws {
    let address = try address(text)
    #expect(address.whyNotPublic == nil)
    #expect(ConnectionPolicy.publicAddresses(orNamedBy: "hooks.example.org").refusal(of: address) == nil)
  }

  @Test func addressThatIsWrittenIsAllowedAndNoOther() throws {
    for host in ["10.0.0.7", "[fd00::7]", "[::ffff:10.0.0.7]", "127.0.0.1"] {
      let policy = ConnectionPolicy.publicAddresses(orNamedBy: host)
      let named = try address(host.filter { !"[]".contains($0) })
      #expect(policy.refusal(of: named) == nil)
      #expect(policy.refusal(of: try address("10.0.0.8")) != nil)
      #expect(policy.refusal(of: try address("8.8.8.8")) != nil)
    }
  }

  @Test func localhostIsThisMachine() throws {
    for host in ["localhost", "LOCALHOST"] {
      let policy = ConnectionPolicy.publicAddresses(orNamedBy: host)
      for text in ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"] {
        #expect(policy.refusal(of: try address(text)) == nil)
      }
      for text in ["10.0.0.1", "8.8.8.8", "fe80::1", "0.0.0.0"] {
        #expect(policy.refusal(of: try address(text)) != nil)
      }
    }
    for host in ["localhost.", "localhost.example.org", "my.localhost", "localhos", "127.0.0.1.example.org"] {
      #expect(ConnectionPolicy.publicAddresses(orNamedBy: host).refusal(of: try address("127.0.0.1")) != nil)
    }
  }

  @Test(arguments: [
    ("http://127.0.0.1/", "127.0.0.1"), ("http://127.1/", "127.0.0.1"), ("http://2130706433/", "127.0.0.1"),
    ("http://0x7f.0.0.1/", "127.0.0.1"), ("http://0177.0.0.1:8080/x", "127.0.0.1"), ("http://[::1]:9/", "::1"),
    ("http://user@[FD00::0:7]/", "fd00::7"), ("http://[fe80::7%25lo]:80/", "fe80::7"),
  ])
  func addressOfAnySpellingCountsAsWritten(url: String, named: String) throws {
    let configuration = try WebhookConfiguration(url: url, version: "1")
    #expect(configuration.server.policy.refusal(of: try address(named)) == nil)
    #expect(configuration.server.policy.refusal(of: try address("10.9.8.7")) != nil)
  }

  @Test func permissionAndProxyAreTheOwnersWord() throws {
    let url = "http://hooks.example.org/"
    #expect(try WebhookConfiguration(url: url, version: "1").server.policy != .anywhere)
    let allowed = try WebhookConfiguration(url: url, allowsPrivateAddresses: true, version: "1")
    #expect(allowed.server.policy == .anywhere)
    let proxied = try WebhookConfiguration(url: url, proxy: "http://10.0.0.1:3128", version: "1")
    #expect(proxied.server.policy == .anywhere)
  }

  @Test func addressIsReadFromASocketsAddress() throws {
    var four = sockaddr_in()
    four.sin_family = sa_family_t(AF_INET)
    four.sin_addr.s_addr = UInt32(0x0A01_0203).bigEndian
    let (named, other) = (try address("10.1.2.3"), try address("fe80::1:2"))
    withUnsafeBytes(of: four) { bytes in
      #expect(IPAddress(family: AF_INET, socketAddress: bytes) == named)
      #expect(IPAddress(family: AF_INET, socketAddress: UnsafeRawBufferPointer(rebasing: bytes.dropLast())) == nil)
      #expect(IPAddress(family: AF_INET6, socketAddress: bytes) == nil)
      #expect(IPAddress(family: AF_UNIX, socketAddress: bytes) == nil)
    }
    var six = sockaddr_in6()
    six.sin6_family = sa_family_t(AF_INET6)
    #expect(inet_pton(AF_INET6, "fe80::1:2", &six.sin6_addr) == 1)
    withUnsafeBytes(of: six) { bytes in
      #expect(IPAddress(family: AF_INET6, socketAddress: bytes) == other)
    }
  }

  @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "::g", "[::1]", "1.2.3.4 ", "01.2.3.4"])
  func textThatIsNoAddressIsNone(text: String) { #expect(IPAddress(text) == nil) }

  @Test(arguments: ["1.2.3.4", "255.0.0.1", "::1", "fe80::1:2", "2001:db8::", "::ffff:1.2.3.4"])
  func addressIsShownAsWritten(text: String) throws { #expect("\(try address(text))" == text) }
}
