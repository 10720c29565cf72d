import Hashing

/// What bounds the reading of a file.
package struct ArticleLimits: Sendable, Equatable {
  package var maximumFileBytes: Int
  package var maximumTokens: Int

  package init(maximumFileBytes: Int = 16 << 20, maximumTokens: Int = 1_000_000) {
    self.maximumFileBytes = maximumFileBytes
    self.maximumTokens = maximumTokens
  }
}

/// What a file held.
package struct DecodedFile: Sendable, Equatable {
  /// At least one; a text file holds exactly one, other formats to come may hold many.
  package var articles: [Article]
  /// What a person should know about how it was read, such as a front matter that was not valid YAML. One sentence each.
  package var notes: [String]

  package init(articles: [Article], notes: [String] = []) {
    self.articles = articles
    self.notes = notes
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
