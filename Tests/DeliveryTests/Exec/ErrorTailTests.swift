import Testing

@testable import Delivery

@Suite struct ErrorTailTests {
  private func text(_ pieces: [String], hiding secrets: [String] = []) -> String {
    var tail = ErrorTail(hiding: secrets)
    for piece in pieces { tail.append(Array(piece.utf8)) }
    return tail.text
  }

  @Test func linesBecomeOne() {
    #expect(text([]) == "")
    #expect(text(["\n \n"]) == "")
    #expect(text(["no such\r\n", "\tdesk: night\n"]) == "no such desk: night")
  }

  @Test func whatCouldTurnATerminalIsEscaped() {
    #expect(text(["\u{1B}[2Jred\u{202E}\u{0}"]) == #"\u{1b}[2Jred\u{202e}\u{0}"#)
  }

  @Test func endIsWhatIsKept() {
    let shown = text((0..<10_000).map { "line \($0)\n" } + ["the last word"])
    #expect(shown.hasPrefix("…"))
    #expect(shown.hasSuffix("line 9999 the last word"))
    #expect((390...400).contains(shown.utf8.count))
  }

  @Test func itIsCutBetweenCharacters() {
    let shown = text([String(repeating: "ў", count: 100_001)])
    #expect(shown.dropFirst().allSatisfy { $0 == "ў" || $0 == "\u{FFFD}" })
    #expect(text([String(repeating: "ў", count: 300)]) == "…" + String(repeating: "ў", count: 198))
  }

  @Test func bytesThatAreNoTextDoNoHarm() {
    var tail = ErrorTail()
    tail.append([0xFF, 0xFE, UInt8(ascii: "a"), 0xC3])
    #expect(tail.text.contains("a"))
  }

  @Test func secretsAreCovered() {
    #expect(text(["token hun", "ter2 and hunter22"], hiding: ["hunter2", "hunter22"]) == "token *** and ***")
    #expect(text(["nothing"], hiding: [""]) == "nothing")
  }

  @Test(arguments: [0, 1, 2, 7, 13, 29, 30]) func noRestOfASecretIsShown(shift: Int) {
    let secret = "0123456789abcdefghijABCDEFGHIJ"
    let noise = String(repeating: "-", count: shift)
    let shown = text(Array(repeating: secret + noise, count: 1000) + ["x"], hiding: [secret])
    for piece in ["J", "j", "9", "I", "A"] { #expect(!shown.contains(piece), "\(shown)") }
  }
}
