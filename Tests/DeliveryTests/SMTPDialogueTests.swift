import Testing

@testable import Delivery

@Suite struct SMTPDialogueTests {
  /// `>` before what the client sends, `<` before what the server says.
  private func dialogue(_ lines: String...) -> SMTPDialogue {
    lines.reduce(into: SMTPDialogue()) { dialogue, line in
      let bytes = Array((line.dropFirst(2) + "\r\n").utf8)
      if line.hasPrefix(">") { dialogue.sent(bytes) } else { dialogue.received(bytes) }
    }
  }

  @Test func aMailIsFollowedToItsEnd() {
    let dialogue = dialogue(
      "< 220 hello", "> EHLO a", "< 250-b", "< 250 SIZE 1", "> MAIL FROM:<a@b>", "< 250 ok", "> RCPT TO:<c@d>",
      "< 250 ok", "> RCPT TO:<e@f>", "< 550-no", "< 550 such user", "> DATA", "< 354 go ahead", "< 250 taken")
    #expect(dialogue.step == .message)
    #expect(dialogue.reply == SMTPDialogue.Reply(code: 250, words: "taken"))
    #expect(
      dialogue.recipients == [
        SMTPDialogue.Reply(code: 250, words: "ok"), SMTPDialogue.Reply(code: 550, words: "no such user"),
      ])
  }

  @Test func whatAnswersAChallengeIsNoCommand() {
    var dialogue = dialogue("< 220 hello", "> AUTH PLAIN", "< 334 ", "> RCPT", "< 535 no")
    #expect(dialogue.step == .login)
    #expect(dialogue.recipients.isEmpty)
    #expect(dialogue.reply?.code == 535)
    dialogue = self.dialogue(
      "< 220 hello", "> AUTH LOGIN", "< 334 VXNlcg==", "> QUIT", "< 334 UGFzcw==", "> DATA", "< 235 ok")
    #expect(dialogue.step == .login)
    dialogue.sent(Array("MAIL FROM:<a@b>\r\n".utf8))
    #expect(dialogue.step == .sender)
  }

  @Test func aCommandWithoutAnswerHasNone() {
    #expect(dialogue("< 220 hello", "> EHLO a", "< 250 b", "> MAIL FROM:<a@b>").reply == nil)
    #expect(dialogue("> RCPT TO:<a@b>", "> RCPT TO:<c@d>", "< 250 ok").recipients.first == .some(nil))
    #expect(dialogue("> DATA", "< 354 go ahead").reply == nil)
  }

  @Test func leaveTakesNothingBack() {
    let dialogue = dialogue("> MAIL FROM:<a@b>", "< 550 not you", "> QUIT", "< 221 bye")
    #expect(dialogue.step == .sender)
    #expect(dialogue.reply?.code == 550)
  }

  @Test(arguments: ["", "2", "25", "hello", "099 x", "999 x", "٢٥٠ x", "-25 x", "+25 x"])
  func whatIsNoReplyIsIgnored(_ line: String) {
    #expect(dialogue("< 220 hello", "> EHLO a", "< " + line).reply == nil)
  }

  @Test func repliesAreBounded() {
    var dialogue = SMTPDialogue()
    for _ in 0..<1000 { dialogue.received(Array("550-\(String(repeating: "x", count: 300))\r\n".utf8)) }
    dialogue.received(Array("550\r\n".utf8))
    #expect((dialogue.reply?.words.utf8.count ?? 0) <= 1000)
    #expect(dialogue.reply?.code == 550)
  }

  @Test func wordsAreShownWithoutWhatIsSecret() {
    let reply = SMTPDialogue.Reply(code: 535, words: "\u{1b}[31mno hunter2")
    #expect(reply.text(hiding: []) == "535 \\u{1b}[31mno hunter2")
    #expect(reply.text(hiding: ["", "x"]) == "535 \\u{1b}[31mno hunter2")
    #expect(reply.text(hiding: ["hunter2"]).contains("hunter") == false)
    #expect(SMTPDialogue.Reply(code: 250, words: "").text(hiding: []) == "250")
  }
}
