import Foundation
import Testing

@testable import Articles

/// Five real pages, in `../shared/seeds` beside the package where somebody has them; without them this suite does not
/// run. What they show is tested by own pages elsewhere.
@Suite(.enabled(if: SharedPages.folder != nil))
struct SharedPagesTests {
  @Test func closingBulletsAreFurnitureAndBackgroundIsBody() throws {
    let (article, text) = try SharedPages.read("000")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(article.title == lines[0])
    #expect(
      article.paragraphs(of: .caption) == ["Vladimir Putin and Shavkat Mirziyoyev. Photo courtesy of president.uz"])
    #expect(article.paragraphs(of: .furniture).count == 4)
    #expect(article.paragraphs(of: .furniture).allSatisfy { $0.hasPrefix("•") })
    #expect(article.paragraphs(of: .body).count == 7)
    #expect(article.paragraphs(of: .body).last?.hasPrefix("Kirillov and Polikarpov were killed") == true)
  }

  @Test func latestNewsAndBylineAreFurniture() throws {
    let (article, text) = try SharedPages.read("001")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(article.title == lines[0])
    #expect(article.paragraphs(of: .caption) == ["Photo: KR GKNB Press Service"])
    #expect(article.metadata.author == "Ruslan Loginov")
    #expect(article.paragraphs(of: .body) == Array(lines[2...7]))
    #expect(article.paragraphs(of: .furniture) == Array(lines[8...]))
  }

  @Test func sectionDescriptionAndNewsfeedAreFurniture() throws {
    let (article, text) = try SharedPages.read("002")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(article.title == "WRAP: Russia, Uzbekistan sign alliance agreement")
    #expect(article.paragraphs(of: .dateline) == ["MOSCOW, November 14 (RIA Novosti) -"])
    #expect(article.paragraphs(of: .body).count == 12)
    #expect(article.paragraphs(of: .body).first?.hasPrefix("Monday's talks in the Kremlin") == true)
    #expect(article.paragraphs(of: .furniture) == Array(lines[0...2]) + [lines[4]] + Array(lines.suffix(7)))
  }

  @Test func summaryButtonsAndNeighboursAreFurniture() throws {
    let (article, text) = try SharedPages.read("003")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(article.title == lines[0])
    #expect(article.paragraphs(of: .body) == Array(lines[3...9]))
    #expect(article.paragraphs(of: .furniture) == Array(lines[1...2]) + Array(lines[10...]))
  }

  @Test func everythingFromTheCopyrightNoteOnIsFurniture() throws {
    let (article, text) = try SharedPages.read("004")
    let lines = text.split(separator: "\n").map { String($0).trimmed }
    #expect(article.title == "Moscow offers help to defeat “extremists”")
    #expect(article.paragraphs(of: .body) == [lines[5]])
    #expect(article.paragraphs(of: .furniture) == Array(lines[0...3]) + Array(lines[6...]))
  }
}

enum SharedPages {
  static let folder: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = package.deletingLastPathComponent().appending(path: "shared/seeds")
    return FileManager.default.fileExists(atPath: folder.path()) ? folder : nil
  }()

  static func read(_ number: String) throws -> (article: Article, text: String) {
    let folder = try #require(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    let name = try #require(names.first { $0.hasPrefix(number) })
    let data = try Data(contentsOf: folder.appending(path: name))
    let text = String(decoding: data, as: UTF8.self)
    let file = try ArticleDecoder(limits: ArticleLimits()).decode(Array(data), fileName: name, source: nil)
    #expect(file.notes.isEmpty)
    return (file.articles[0], text)
  }
}
