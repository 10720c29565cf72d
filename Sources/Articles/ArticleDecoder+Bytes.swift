extension ArticleDecoder {
  /// Where the text begins: behind a byte order mark. Throws where the bytes are no text in UTF-8.
  func startOfText(in bytes: [UInt8]) throws(ArticleError) -> Int {
    guard bytes.count <= limits.maximumFileBytes else {
      throw ArticleError(
        code: "too-large",
        message: """
          The file has \(bytes.count) bytes, more than the \(limits.maximumFileBytes) that an article may have. \
          Split it into one file an article, or raise the limit in the settings.
          """)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw ArticleError(
        code: "not-utf8",
        message: "The file is UTF-16 (its byte order mark at byte 0 says so). Save it again with the encoding UTF-8.")
    }
    if let zero = bytes.firstIndex(of: 0) {
      throw ArticleError(
        code: "binary",
        message: """
          The file is not text: there is a NUL byte at byte \(zero). If it should be text, it may be UTF-16 or damaged; \
          save it again as UTF-8.
          """)
    }
    try checkUTF8(bytes)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes[start...].contains(where: { !isASCIISpaceOrControl($0) }) else {
      throw ArticleError(
        code: "empty",
        message: "The file is empty or blank. Save the text of the article into it and drop it again.")
    }
    return start
  }

  private func checkUTF8(_ bytes: [UInt8]) throws(ArticleError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw ArticleError(
        code: "not-utf8",
        message: """
          The file is not valid UTF-8: byte \(error.byteOffsets.lowerBound) is wrong. It may be in another encoding, such \
          as Windows-1251, or cut off in the middle of a character; save it again with the encoding UTF-8.
          """)
    }
  }
}

func isASCIISpaceOrControl(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }
