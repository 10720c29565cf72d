/// What bounds the reading of a file.
package struct ArticleLimits: Sendable, Equatable {
  package var maximumFileBytes: Int
  package var maximumTokens: Int

  package init(maximumFileBytes: Int = 16 << 20, maximumTokens: Int = 1_000_000) {
    self.maximumFileBytes = maximumFileBytes
    self.maximumTokens = maximumTokens
  }
}

/// How the bytes of a file were read. Names are for people and programs: new ones may come.
package struct ArticleDecoding: Sendable, Equatable {
  /// `text` or `markdown`.
  package var format: String
  /// In lower case: `utf-8`.
  package var charset: String
  /// Whether lines at its head said what is known about the article.
  package var hasFrontMatter: Bool
}

/// What a file held.
package struct DecodedFile: Sendable, Equatable {
  /// At least one; a text file holds exactly one, other formats to come may hold many.
  package var articles: [Article]
  /// What a person should know about how it was read, such as a front matter that was not valid YAML. One sentence
  /// each.
  package var notes: [String]
  package var decoding: ArticleDecoding

  package init(articles: [Article], notes: [String] = [], decoding: ArticleDecoding) {
    self.articles = articles
    self.notes = notes
    self.decoding = decoding
  }
}

/// Why the bytes of a file are no article. The file is rejected with this reason; trying again cannot help.
package struct ArticleError: Error, Sendable, Equatable {
  /// Stable name, in kebab-case: `empty`, `not-utf8`, `binary`, `too-large`, `too-many-tokens`, `unknown-format`.
  package let code: String
  /// For the person who dropped the file: what is wrong and what to do.
  package let message: String

  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

/// Reads the bytes of a file as articles, by the ending of its name: `.txt` as plain text, `.md` as Markdown.
///
/// Time and memory are linear in the size of the file, whatever it holds. A value without state: use it on any queue.
package struct ArticleDecoder: Sendable {
  package let limits: ArticleLimits

  package init(limits: ArticleLimits = ArticleLimits()) {
    self.limits = limits
  }

  /// - Parameter source: what to put into the metadata; nothing in the file can change it.
  /// - Throws: every code of `ArticleError`.
  package func decode(_ bytes: [UInt8], fileName: String, source: String? = nil) throws(ArticleError) -> DecodedFile {
    let start = try startOfText(in: bytes)
    guard let format = ArticleFormat(fileName: fileName) else { throw ArticleFormat.unknown }
    let frontMatter = FrontMatter(of: bytes, from: start)
    var lines = frontMatter.keptLines.compactMap { RawLine(bytes, in: $0) }
    try RawLine.append(linesOf: bytes, from: frontMatter.end, to: &lines, maximum: limits.maximumTokens)
    var metadata = frontMatter.metadata
    metadata.source = source

    let page = PageClassifier(PageLine.lines(lines, of: bytes, format: format), givenTitle: frontMatter.title)
    let article = page.article(metadata: metadata)
    guard !article.paragraphs.isEmpty else {
      throw ArticleError(
        code: "empty",
        message: "The file holds no word of text. Save the text of the article into it and drop it again.")
    }
    return DecodedFile(
      articles: [article], notes: frontMatter.notes,
      decoding: ArticleDecoding(
        format: format.name, charset: "utf-8", hasFrontMatter: frontMatter.end != start))
  }
}

/// How the text of a file is written.
enum ArticleFormat: Sendable {
  case plainText, markdown

  /// As `ArticleDecoding` has it.
  var name: String {
    switch self {
    case .plainText: "text"
    case .markdown: "markdown"
    }
  }

  static let unknown = ArticleError(
    code: "unknown-format",
    message: "Only files whose names end in .txt or .md are read now. Save the article as plain text and name it so.")

  /// By the ending of the name, letter case aside; `nil` for every other ending and for none.
  init?(fileName: String) {
    let name = fileName.lowercased()
    if name.hasSuffix(".txt") {
      self = .plainText
    } else if name.hasSuffix(".md") {
      self = .markdown
    } else {
      return nil
    }
  }
}
