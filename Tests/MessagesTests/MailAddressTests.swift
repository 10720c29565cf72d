import MailAddresses
import Testing

@Suite struct MailAddressTests {
  @Test(arguments: [
    ("desk@example.org", nil, "desk@example.org", "example.org"),
    ("<desk@example.org>", nil, "desk@example.org", "example.org"),
    ("News desk <desk@example.org>", "News desk", "desk@example.org", "example.org"),
    ("\"News, desk\" <desk@example.org>", "News, desk", "desk@example.org", "example.org"),
    ("Ўзбекистон <a.b+c@xn--e1afmkfd.xn--p1ai>", "Ўзбекистон", "a.b+c@xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
    ("root@localhost", nil, "root@localhost", "localhost"),
  ]) func addressesAreRead(_ text: String, _ name: String?, _ address: String, _ domain: String) throws {
    let read = try MailAddress(text)
    #expect(read.name == name)
    #expect(read.address == address)
    #expect(read.domain == domain)
  }

  @Test(arguments: [
    ("", "empty"), ("desk", "no @"), ("a@b@c", "more than one @"), ("a@example.org, b@example.org", "spaces"),
    ("a b@example.org", "spaces"), ("a@example.org\r\nBcc: b@example.org", "line ends"),
    ("x\r\nBcc: b@example.org\r\n <a@example.org>", "its name has line ends"), ("x\n<a@example.org>", "its name"),
    ("\"a\"b\" <a@example.org>", "quotes"), ("<a@example.org> <b@example.org>", "angle brackets"),
    ("a@example.org>", "no <"), ("<a@\0example.org>", "control"), ("a@пример.рф", "domain has letters beyond ASCII"),
    ("я@example.org", "before the @"), ("\"a b\"@example.org", "spaces"), (".a@example.org", "mailbox"),
    ("a..b@example.org", "mailbox"), ("a@", "domain"), ("@example.org", "mailbox"), ("a@[127.0.0.1]", "domain"),
    ("a@-b.org", "domain"), ("a@b..org", "domain"), ("a@\u{301}b.org", "ASCII"),
    (String(repeating: "a", count: 65) + "@example.org", "mailbox"),
    ("a@" + String(repeating: "b.", count: 130) + "org", "domain"),
    (String(repeating: "n", count: 201) + " <a@example.org>", "longer"),
  ]) func mistakesAreSaid(_ text: String, _ words: String) {
    #expect { try MailAddress(text) } throws: { error in
      let mistake = error as? MailAddress.Mistake
      return mistake?.message.contains(words) == true && mistake?.hint.isEmpty == false
    }
  }

  @Test(arguments: [
    ("smtp://mail.example.org", "smtp://mail.example.org:587", false),
    ("SMTP://mail.example.org:25", "smtp://mail.example.org:25", false),
    ("smtps://mail.example.org", "smtps://mail.example.org:465", false),
    ("smtp://localhost", "smtp://localhost:587", true), ("smtp://127.1.2.3:25", "smtp://127.1.2.3:25", true),
    ("smtp://[::1]:25", "smtp://[::1]:25", true), ("smtp://[2001:db8::1]", "smtp://[2001:db8::1]:587", false),
    ("smtp://10.0.0.1:25", "smtp://10.0.0.1:25", false),
    ("smtp://127.example.org", "smtp://127.example.org:587", false),
    ("smtp://127.0.0.1.org", "smtp://127.0.0.1.org:587", false),
  ]) func serversAreRead(_ text: String, _ url: String, _ isLoopback: Bool) throws {
    #expect(try MailServer(text).url == url)
    #expect(try MailServer(text).isLoopback == isLoopback)
  }

  @Test(arguments: [
    ("", "smtp://"), ("mail.example.org", "smtp://"), ("https://mail.example.org", "smtp://"), ("smtp://", "no host"),
    ("smtp://u:p@example.org", "password"), ("smtp://a:0", "port"), ("smtp://a:65536", "port"),
    ("smtp://a:+25", "port"),
    ("smtp://a:", "port"), ("smtp://a/b", "host"), ("smtp://a b", "host"), ("smtp://a\r\nb", "host"),
    ("smtp://[::1", "port"), ("smtp://[x]:25", "IPv6"), ("smtp://[::1]x", "IPv6"), ("smtp://пример.рф", "host"),
    ("smtp://a:25/ehlo", "port"), ("smtp://a?b", "host"), ("smtp://-a", "host"),
  ]) func mistakesInServersAreSaid(_ text: String, _ words: String) {
    #expect { try MailServer(text) } throws: { error in
      let mistake = error as? MailServer.Mistake
      return mistake?.message.contains(words) == true && mistake?.hint.isEmpty == false
    }
  }
}
