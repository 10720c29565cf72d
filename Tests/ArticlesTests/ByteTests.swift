import Testing

@testable import Articles

struct ByteTests {
  private func code(_ bytes: [UInt8], _ name: String = "a.txt", limits: ArticleLimits = ArticleLimits()) -> String? {
    error(bytes, name, limits: limits)?.code
  }

  private func error(
    _ bytes: [UInt8], _ name: String = "a.txt", limits: ArticleLimits = ArticleLimits()
  ) -> ArticleError? {
    do {
      _ = try ArticleDecoder(limits: limits).decode(bytes, fileName: name, source: nil)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["", " ", "\n\r\n\t\n", "\u{FEFF}", "\u{FEFF} \n", "—\n***\n\n• •\n", "\u{2028}\u{3000}"])
  func fileWithoutAWordIsEmpty(text: String) {
    #expect(code(Array(text.utf8)) == "empty")
  }

  @Test func zerosAreBinaryAndSizeIsCheckedFirst() {
    #expect(code([UInt8](repeating: 0, count: 1000)) == "binary")
    #expect(code(Array("text\u{0}text".utf8)) == "binary")
    #expect(code([UInt8](repeating: 0, count: 20 << 20)) == "too-large")
    #expect(code(Array("four".utf8), limits: ArticleLimits(maximumFileBytes: 3)) == "too-large")
    #expect(code(Array("four".utf8), limits: ArticleLimits(maximumFileBytes: 4)) == nil)
  }

  @Test func invalidUTF8IsToldWithItsPlace() throws {
    let wrong = try #require(error(Array("Border ".utf8) + [0xD2, 0xE0] + Array(" talks".utf8)))
    #expect(wrong.code == "not-utf8")
    #expect(wrong.message.contains("byte 7 "))
    #expect(wrong.message.contains("UTF-8"))
    #expect(code(Array("cut".utf8) + [0xE2, 0x80]) == "not-utf8")
    #expect(code([0xED, 0xA0, 0x80]) == "not-utf8")
  }

  @Test(arguments: [[0xFF, 0xFE, 0x41, 0x00], [0xFE, 0xFF, 0x00, 0x41]] as [[UInt8]])
  func utf16IsNamed(bytes: [UInt8]) throws {
    let wrong = try #require(error(bytes))
    #expect(wrong.code == "not-utf8")
    #expect(wrong.message.contains("UTF-16"))
  }

  @Test func byteOrderMarkIsSkipped() throws {
    #expect(try read("\u{FEFF}Talks began.").text == "Talks began.")
    #expect(try read("\u{FEFF}---\ntitle: Talks\n---\nThey began.").title == "Talks")
  }

  @Test(arguments: ["a.html", "a", "txt", ".hidden", "a.txt.gz", "a.md~", ""])
  func otherEndingsAreUnknown(name: String) throws {
    let wrong = try #require(error(Array("Talks began.".utf8), name))
    #expect(wrong.code == "unknown-format")
    #expect(wrong.message.contains(".txt") && wrong.message.contains(".md"))
  }

  @Test(arguments: ["A.TXT", "a.Md", "a.b.txt", "\n\".txt"])
  func endingsAreReadInAnyLetterCase(name: String) {
    #expect(code(Array("Talks began.".utf8), name) == nil)
  }

  @Test func moreLinesThanTokensAreAllowedIsTooManyTokens() {
    let text = String(repeating: "word\n", count: 11)
    #expect(code(Array(text.utf8), limits: ArticleLimits(maximumTokens: 10)) == "too-many-tokens")
    #expect(code(Array(text.utf8), limits: ArticleLimits(maximumTokens: 11)) == nil)
  }

  @Test func sourceIsTheCallersAlone() throws {
    let text = "---\nsource: forged\ntitle: Talks\n---\nThey began."
    let file = try ArticleDecoder().decode(Array(text.utf8), fileName: "a.txt", source: "reuters")
    #expect(file.articles[0].metadata.source == "reuters")
    #expect(try read(text).metadata.source == nil)
  }
}
