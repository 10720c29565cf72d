/// The lines between `---` and `---` (or `...`) at the head of a file: what its page says about the article.
///
/// Read as YAML, every scalar as text; line by line where it is not valid YAML, so that no article is lost by it.
struct FrontMatter: Equatable {
  static let maximumBytes = 64 << 10
  static let keys: Set<String> = ["title", "url", "id", "author", "section", "tags", "published", "lang"]

  var title = ""
  var metadata = ArticleMetadata()
  /// Where the text behind it begins, in bytes.
  var end: Int
  /// Lines inside it that are no part of a front matter and are kept as text.
  var keptLines: [Range<Int>] = []
  var notes: [String] = []

  init(of bytes: [UInt8], from start: Int) {
    end = start
    guard let opening = Self.line(of: bytes, from: start), Self.isFence(bytes[opening.range], dots: false) else {
      return
    }
    guard let block = Self.block(of: bytes, from: opening.next) else {
      notes.append(
        """
        The front matter that begins in line 1 is not closed by a line --- within \(Self.maximumBytes) bytes, so all \
        of it was read as text.
        """)
      return
    }
    read(bytes, in: block.range, next: block.next)
  }

  private mutating func read(_ bytes: [UInt8], in range: Range<Int>, next: Int) {
    let values: FrontMatterValues
    switch FrontMatterValues.yaml(bytes[range]) {
    case .success(let read): values = read
    case .failure(let problem):
      let read = FrontMatterValues.lines(of: bytes, in: range)
      values = read.values
      keptLines = read.keptLines
      if values.hasKnownKey {
        notes.append("The front matter is not valid YAML (\(problem.text)); it was read line by line as key: value.")
      }
    }
    guard values.hasKnownKey else {
      keptLines = []
      notes.append(
        """
        The lines between --- and --- at the head of the file name none of title, url, id, author, section, tags, \
        published and lang, so they were read as text.
        """)
      return
    }
    end = next
    notes += values.notes
    take(values)
  }

  private mutating func take(_ values: FrontMatterValues) {
    title = values.text("title") ?? ""
    metadata.url = values.text("url")
    metadata.id = values.text("id")
    metadata.author = values.text("author")
    metadata.section = values.text("section")
    metadata.tags = values.tags
    if let published = values.text("published") {
      metadata.published = PublicationDate(parsing: published)
      if metadata.published == nil {
        notes.append(
          """
          The date under published (\(shortened(published))) was not understood and counts as unknown; write it as \
          2025-04-24 or 2025-04-24T09:30:00Z.
          """)
      }
    }
    if let lang = values.text("lang") {
      metadata.language = languageCode(lang)
      if metadata.language == nil {
        notes.append(
          "The language under lang (\(shortened(lang))) is no code such as ru or uz-cyrl and counts as unknown.")
      }
    }
  }

  /// Lower case, parts joined by `-`; `nil` for what is no BCP 47 code by its shape.
  private func languageCode(_ text: String) -> String? {
    let code = text.lowercased().replacing("_", with: "-")
    let parts = code.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isWordLike = { (part: Substring.UTF8View) in
      (1...8).contains(part.count) && part.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
    guard parts.count <= 8, let language = parts.first, (2...3).contains(language.count),
      language.allSatisfy({ (0x61...0x7A).contains($0) }), parts.allSatisfy(isWordLike)
    else { return nil }
    return code
  }

  private func shortened(_ text: String) -> String {
    text.count > 60 ? String(text.prefix(60)) + "…" : text
  }

  // MARK: The block

  /// The bytes between the opening line and the closing one, and where the text behind goes on.
  private static func block(of bytes: [UInt8], from start: Int) -> (range: Range<Int>, next: Int)? {
    var position = start
    while position - start <= maximumBytes, let line = line(of: bytes, from: position) {
      if isFence(bytes[line.range], dots: true) { return (start..<position, line.next) }
      position = line.next
    }
    return nil
  }

  /// The next line by the line ends of YAML 1.1 in use: `\n`, `\r\n`, `\r`. At most `maximumBytes` are looked through.
  static func line(of bytes: [UInt8], from start: Int) -> (range: Range<Int>, next: Int)? {
    guard start < bytes.count else { return nil }
    let limit = min(bytes.count, start + maximumBytes + 1)
    guard let end = bytes[start..<limit].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
      return (start..<limit, limit)
    }
    let isPair = bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A
    return (start..<end, isPair ? end + 2 : end + 1)
  }

  private static func isFence(_ line: ArraySlice<UInt8>, dots: Bool) -> Bool {
    guard let last = line.lastIndex(where: { !isASCIISpaceOrControl($0) }) else { return false }
    let fence = line[line.startIndex...last]
    return fence.elementsEqual("---".utf8) || dots && fence.elementsEqual("...".utf8)
  }
}
