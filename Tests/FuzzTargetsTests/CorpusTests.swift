import Foundation
import FuzzTargets
import Testing

@Suite struct CorpusTests {
  @Test(arguments: FuzzTarget.allCases)
  func whatWasFoundOnceStillHolds(_ target: FuzzTarget) throws {
    let lines = try String(contentsOf: Self.file(of: target), encoding: .utf8).split(separator: "\n")
    #expect(lines.count >= 50)
    for line in lines {
      let bytes = try #require(Corpus.bytes(String(line)), "\(line)")
      do { try target.check(bytes) } catch { Issue.record("\(error)\nin \(line)") }
    }
  }

  @Test(arguments: [[], [0x25, 0x0A, 0x41], Array("Ташкент 100% ӯ\u{301}\u{200B}".utf8), [0xD0, 0x41, 0xFF, 0x00]])
  func linesGiveTheBytesBack(_ bytes: [UInt8]) {
    let line = Corpus.line(bytes)
    #expect(!line.contains("\n"))
    #expect(Corpus.bytes(line) == bytes)
  }

  @Test func readableTextStaysReadable() {
    #expect(Corpus.line(Array("ўзбек* NEAR/5 \"a\"".utf8)) == "ўзбек* NEAR/5 \"a\"")
    #expect(Corpus.bytes("100%") == nil)
    #expect(Corpus.bytes("100%4") == nil)
  }

  private static func file(of target: FuzzTarget) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Corpus/\(target.rawValue).txt")
  }
}
