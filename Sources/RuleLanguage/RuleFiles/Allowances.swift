import Diagnostics

/// Warnings that the author of a rule file has silenced, where they stand: `# allow: CODE, CODE – reason`.
///
/// An allow at the end of a line is for what is marked in that line (or reaches into it), and, in the line where a rule or a list begins, for
/// all of it. Alone on a line it counts as if it stood at the end of the next line that is no comment; alone before the
/// file's first key it is for the whole file. Errors are never silenced.
package struct Allowances {
  private struct Allow {
    var codes: [(text: String, utf8Range: Range<Int>)]
    /// What is silenced touches it.
    var scope: Range<Int>
    var isUsed: Set<String> = []
  }

  private struct File {
    var allows: [Allow]
    /// Of those for the whole file.
    var whole: [Int] = []
    /// Of the others, by line.
    var byLine: [Int: [Int]] = [:]

    init(_ source: SourceText) {
      allows = Allowances.allows(in: source)
      for (index, allow) in allows.enumerated() {
        if allow.scope == 0..<source.bytes.count {
          whole.append(index)
        } else {
          let lines = source.line(at: allow.scope.lowerBound)...source.line(at: allow.scope.upperBound)
          for line in lines { byLine[line, default: []].append(index) }
        }
      }
    }

    /// Whether a warning is silenced, which is remembered of what silences it.
    mutating func silences(_ diagnostic: Diagnostic, in source: SourceText) -> Bool {
      guard !allows.isEmpty else { return false }
      var isSilenced = false
      let marked = diagnostic.utf8Range
      let firstLine = source.line(at: marked.lowerBound)
      let lines = firstLine...min(source.line(at: marked.upperBound), firstLine + maximumLines)
      for index in whole + Set(lines.flatMap { byLine[$0] ?? [] }) {
        guard allows[index].scope.lowerBound <= marked.upperBound, marked.lowerBound <= allows[index].scope.upperBound,
          allows[index].codes.contains(where: { $0.text == diagnostic.code })
        else { continue }
        allows[index].isUsed.insert(diagnostic.code)
        isSilenced = true
      }
      return isSilenced
    }
  }

  /// Of what is marked over several lines, so many are looked at.
  private static let maximumLines = 100

  private let sources: [String: SourceText]
  /// Those that have been asked about.
  private var files: [String: File] = [:]

  /// - Parameter sources: by the names that diagnostics give.
  package init(sources: [String: SourceText]) { self.sources = sources }

  /// Parts diagnostics into those to be told and those that are silenced.
  package mutating func parted(_ diagnostics: [Diagnostic]) -> (told: [Diagnostic], silenced: [Diagnostic]) {
    var parts: (told: [Diagnostic], silenced: [Diagnostic]) = ([], [])
    for diagnostic in diagnostics {
      if diagnostic.severity == .warning && isSilenced(diagnostic) {
        parts.silenced.append(diagnostic)
      } else {
        parts.told.append(diagnostic)
      }
    }
    return parts
  }

  private mutating func isSilenced(_ diagnostic: Diagnostic) -> Bool {
    guard let source = sources[diagnostic.file] else { return false }
    if files[diagnostic.file] == nil { files[diagnostic.file] = File(source) }
    return files[diagnostic.file]?.silences(diagnostic, in: source) ?? false
  }

  // MARK: - Allows that are of no use

  /// Warnings on allows that silence nothing, or name no warning. To be asked when all warnings have been parted.
  ///
  /// - Parameter looked: the codes that were looked for; what was not looked for may be silenced with good reason.
  package func warnings(looked: Set<WarningCode>) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (file, source) in sources.sorted(by: { $0.key < $1.key }) {
      for allow in (files[file] ?? File(source)).allows {
        for (text, range) in allow.codes {
          guard let code = WarningCode(rawValue: text) else {
            found.append(Self.unknown(text, file: file, at: range))
            continue
          }
          guard looked.contains(code), !allow.isUsed.contains(text) else { continue }
          found.append(
            Diagnostic(
              WarningCode.unusedAllow.rawValue, .warning,
              "nothing here gives the warning \(text), so this silences nothing",
              file: file, at: range, hint: "take it out, or move it to the line of what it is to silence"))
        }
      }
    }
    return found
  }

  private static func unknown(_ text: String, file: String, at range: Range<Int>) -> Diagnostic {
    let isError = QueryCode(rawValue: text).map { $0.severity == .error } ?? false
    let guess = Suggestion.closest(to: text, among: WarningCode.allCases.map(\.rawValue))
    return Diagnostic(
      WarningCode.unknownAllow.rawValue, .warning,
      isError ? "\(text) is an error, and errors cannot be silenced" : "there is no warning \"\(text)\"", file: file,
      at: range,
      hint: isError
        ? "correct what it is told of"
        : guess.map { "did you mean \($0)?" } ?? "the code stands in brackets behind the word warning")
  }

  // MARK: - Reading

  private static let word = Array("allow:".utf8)

  /// Whether a comment is an allow, or has one in it.
  static func isAllow(_ comment: String) -> Bool {
    guard comment.contains("allow:") else { return false }
    return !marks(in: SourceText(comment, file: "")).isEmpty
  }

  private static func allows(in source: SourceText) -> [Allow] {
    let marks = marks(in: source)
    guard !marks.isEmpty else { return [] }
    let isListFile = source.file.hasSuffix(".txt")
    var places = isListFile ? nil : RulePlaces(source)
    // A run of comments leads to one line; looked for once.
    var lineAfter: (comments: Range<Int>, line: Int)?
    return marks.compactMap { mark, codesStart in
      let line = source.line(at: mark)
      let start = lineStart(line, of: source)
      let isAlone = source.bytes[start..<mark].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      // In a list file only whole lines are comments.
      guard places?.isComment(at: mark) ?? isAlone else { return nil }
      let codes = codes(in: codesStart..<source.lineRange(line).upperBound, of: source)
      guard !codes.isEmpty else { return nil }
      let firstKey = places?.firstKey ?? firstItem(of: source)
      if isAlone, mark < firstKey { return Allow(codes: codes, scope: 0..<source.bytes.count) }
      guard isAlone else { return Allow(codes: codes, scope: scope(of: line, source, places)) }
      let next: Int
      if let lineAfter, lineAfter.comments.contains(line) {
        next = lineAfter.line
      } else {
        next = nextLine(after: line, of: source)
        lineAfter = (line..<next, next)
      }
      return Allow(codes: codes, scope: scope(of: next, source, places))
    }
  }

  /// Every `# allow:` at the beginning of a word, and where its codes begin.
  private static func marks(in source: SourceText) -> [(mark: Int, codes: Int)] {
    var marks: [(mark: Int, codes: Int)] = []
    let bytes = source.bytes
    var index = 0
    while let mark = bytes[index...].firstIndex(of: UInt8(ascii: "#")) {
      index = mark + 1
      guard mark == 0 || bytes[mark - 1] <= UInt8(ascii: " ") || mark == 3 else { continue }
      while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
      guard bytes[index...].starts(with: word) else { continue }
      index += word.count
      marks.append((mark, index))
    }
    return marks
  }

  /// Codes with commas between; what follows the last one is the reason.
  private static func codes(in utf8Range: Range<Int>, of source: SourceText) -> [(String, Range<Int>)] {
    var codes: [(String, Range<Int>)] = []
    var index = utf8Range.lowerBound
    func skip(_ byte: UInt8) { while index < utf8Range.upperBound, source.bytes[index] == byte { index += 1 } }
    repeat {
      skip(UInt8(ascii: " "))
      let start = index
      while index < utf8Range.upperBound, source.bytes[index] > UInt8(ascii: " "),
        source.bytes[index] != UInt8(ascii: ",")
      { index += 1 }
      if start < index { codes.append((source.text(in: start..<index), start..<index)) }
      skip(UInt8(ascii: " "))
      guard index < utf8Range.upperBound, source.bytes[index] == UInt8(ascii: ",") else { break }
      index += 1
    } while index < utf8Range.upperBound
    return codes
  }

  private static func scope(of line: Int, _ source: SourceText, _ places: RulePlaces?) -> Range<Int> {
    let range = source.lineRange(line)
    guard let places else { return range }
    guard let part = places.partBeginning(inLine: line) else { return range }
    return min(range.lowerBound, part.lowerBound)..<max(range.upperBound, part.upperBound)
  }

  private static func nextLine(after line: Int, of source: SourceText) -> Int {
    var next = line + 1
    while next <= source.lineCount {
      let text = source.bytes[source.lineRange(next)]
      guard let first = text.first(where: { $0 > UInt8(ascii: " ") }), first != UInt8(ascii: "#") else {
        next += 1
        continue
      }
      return next
    }
    return source.lineCount + 1
  }

  private static func lineStart(_ line: Int, of source: SourceText) -> Int {
    let start = source.lineRange(line).lowerBound
    return start == 0 && source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : start
  }

  private static func firstItem(of source: SourceText) -> Int {
    RulePlaces.itemRanges(inListFile: source).first?.lowerBound ?? source.bytes.count
  }
}
