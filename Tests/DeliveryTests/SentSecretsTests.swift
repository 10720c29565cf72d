import Testing

@testable import Delivery

@Suite struct SentSecretsTests {
  @Test(arguments: [
    ("the token t0psecret is wrong", "the token *** is wrong"), ("T0PSecret", "***"), ("t0psecrett0psecret", "***"),
    ("t0psecret", "***"), ("x t0psec", "x ***"), ("x t0p", "x t0p"), ("nothing of it", "nothing of it"), ("", ""),
    ("t0psecre is none", "t0psecre is none"), ("at0psecretb", "a***b"),
  ])
  func secretIsCoveredWhereverItStands(said: String, shown: String) {
    #expect(SentSecrets(["t0psecret"]).shown(Array(said.utf8)) == shown)
  }

  @Test(arguments: [
    "a/b&c=\"d\" é", "a%2Fb%26c%3D%22d%22%20%C3%A9", "a%2fb%26c%3d%22d%22%20%c3%a9", #"a\/b&c=\"d\" é"#,
    #"a/b&c=\"d\" é"#, "a/b&amp;c=&quot;d&quot; é", "a&#x2F;b&amp;c&#x3D;&quot;d&quot; é",
  ])
  func everySpellingIsCovered(said: String) {
    #expect(SentSecrets(["a/b&c=\"d\" é"]).shown(Array("<\(said)>".utf8)) == "<***>")
  }

  @Test func encodedSecretIsCoveredWhereItIsDecoded() {
    #expect(SentSecrets(["p%40ss%2Fw0rd"]).shown(Array("p@ss/w0rd, p%40ss%2Fw0rd".utf8)) == "***, ***")
    // What is no percent-encoding stays.
    #expect(SentSecrets(["100%zz%4"]).shown(Array("100%zz%4".utf8)) == "***")
  }

  @Test func overlappingSecretsLeaveNothing() {
    #expect(SentSecrets(["abcdef", "defghi"]).shown(Array("xabcdefghiy".utf8)) == "x***y")
  }

  @Test func shortWordsStay() {
    #expect(SentSecrets(["1", "", "abc"]).shown(Array("1 abc".utf8)) == "1 abc")
  }

  @Test func bytesThatAreNoTextAreShownSafely() {
    #expect(SentSecrets([]).shown([0xFF, 0x41, 0x00, 0x0A, 0x42]) == #"\u{fffd}A\u{0} B"#)
  }

  @Test func longTextIsCutBetweenCharacters() {
    #expect(SentSecrets([]).shown(Array("aўўў".utf8), limit: 4) == "aў…")
    #expect(SentSecrets([]).shown(Array("aўўў".utf8), limit: 7) == "aўўў")
  }

  /// Much is read and covered before it is cut, so that no end of a secret comes to light.
  @Test func cutComesAfterCovering() {
    let secret = String(repeating: "s3cr3t", count: 50)
    let said = Array((String(repeating: ".", count: 10) + secret).utf8)
    #expect(SentSecrets([secret]).shown(said, limit: 20) == "..........***")
    #expect(SentSecrets([secret]).shown(said.dropLast(7), limit: 20) == "..........***")
  }
}
