import Testing

@testable import Delivery

@Suite struct SyslogMessageTests {
  private func text(
    _ json: String, id: String = "a1", facility: Int = 16, host: String = "desk.example.org", limit: Int = 2048
  ) -> String {
    let bytes = SyslogMessage.bytes(
      of: delivery(id, json: json), facility: facility, host: host, process: 77, limit: limit)
    #expect(String(validating: bytes, as: UTF8.self) != nil)
    #expect(bytes.count <= limit)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func messageIsThatOfTheRFC() {
    let hash = String(repeating: "ab", count: 32)
    #expect(
      text(storedAlert("a1"))
        == "<131>1 2026-11-23T10:15:02.123Z desk.example.org watchword 77 alert [watchword@32473 alert=\"a1\" "
        + "kind=\"new\" rule=\"uz-cooperation\" severity=\"high\" article=\"\(hash)\" source=\"UzA\" story=\"s1\"] "
        + "\u{FEFF}HIGH: Cooperation: Chiefs meet")
  }

  @Test(arguments: [("critical", 1, 10), ("high", 1, 11), ("medium", 16, 132), ("low", 23, 189), ("info", 0, 6)])
  func priorityIsFacilityAndSeverity(severity: String, facility: Int, priority: Int) {
    #expect(text(storedAlert("a1", severity: severity), facility: facility).hasPrefix("<\(priority)>1 "))
  }

  @Test func articlesCannotEndTheDataOrTheLine() {
    let hostile = "x\"] y\\\n<0>1 \u{1B}[2J\u{202E}\u{0}]"
    let message = text(storedAlert("a1", title: hostile, source: hostile))
    #expect(message.contains(#" source="x\"\] y\\ <0>1 \\u{1b}[2J\\u{202e}\\u{0}\]" story="#))
    #expect(message.hasSuffix(#"x"] y\ <0>1 \u{1b}[2J\u{202e}\u{0}]"#))
    #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && !$0.properties.isBidiControl })
  }

  @Test func alertThatCannotBeReadIsToldAllTheSame() {
    #expect(
      text("{}", host: "") == "<133>1 - - watchword 77 alert [watchword@32473 alert=\"a1\"] "
        + "\u{FEFF}alert a1, which this version of the program cannot read")
  }

  @Test(arguments: ["", "a b", "ä", "a\n", String(repeating: "a", count: 256)])
  func hostThatIsNoNameIsLeftOut(host: String) {
    #expect(text(storedAlert("a1"), host: host).contains("Z - watchword "))
  }

  @Test(arguments: ["yesterday", "2026-11-23T10:15:02.123Z x", ""])
  func timeThatIsNoneIsLeftOut(time: String) {
    #expect(text(storedAlert("a1", time: time)).hasPrefix("<131>1 - "))
  }

  @Test(arguments: 0..<8) func lineIsCutBetweenCharactersAndNothingElseIs(shift: Int) {
    let title = String(repeating: "x", count: shift) + String(repeating: "ў🇺🇿", count: 1000)
    let message = text(storedAlert("a1", title: title))
    #expect(message.hasSuffix("…"))
    #expect((2030...2048).contains(message.utf8.count))
    let line = message.split(separator: "\u{FEFF}")[1].dropFirst("HIGH: Cooperation: ".count).dropLast()
    #expect(title.hasPrefix(line))
  }

  @Test func lineThatJustFitsIsWhole() {
    let front = text(storedAlert("a1", title: "x")).utf8.count - 1
    for count in (2048 - front - 10)...(2048 - front + 10) {
      let title = String(repeating: "y", count: count)
      #expect(text(storedAlert("a1", title: title)).hasSuffix("y…") == (front + count > 2048))
    }
  }

  @Test func longValuesAreCutAndNoEscapeIsTornApart() {
    for shift in 0..<5 {
      let long = String(repeating: "x", count: shift) + String(repeating: #"""#, count: 5000)
      let message = text(
        storedAlert(long, rule: long, source: long), id: long, host: String(repeating: "h", count: 255))
      // Every quote that is escaped away, two are left for each value.
      let quotes = message.prefix { $0 != "\u{FEFF}" }.replacing(#"\\"#, with: "").replacing(#"\""#, with: "").count {
        $0 == "\""
      }
      #expect(quotes == 14)
      #expect(message.contains(#"…" kind="new""#))
    }
  }
}
