import Diagnostics
import Hashing
import Languages
import StrictYAML

/// Why a list has no items from its file.
enum ListFileMistake: Error {
  /// It cannot be read.
  case unusable(FileError)
  /// The mistakes in it are told where they are.
  case isTold
}

/// The files that hold the items of lists, one a line: read, and understood as phrases.
struct ListFiles {
  /// Of all that could be read, by name.
  private(set) var digests: [String: SHA256Digest] = [:]
  /// In the files themselves.
  private(set) var diagnostics: [Diagnostic] = []
  /// Of all that could be read, by name.
  private(set) var sources: [String: SourceText] = [:]

  /// Gives the lists of rule files the items of the files that they name. A file is read once, whoever names it.
  static func fill(_ files: inout [ParsedRuleFile], from source: ListFileSource) -> ListFiles {
    var result = ListFiles()
    let uses = Set(files.flatMap(\.listFileUses))
    guard !uses.isEmpty || files.contains(where: \.namesListFiles) else { return result }
    var lists: [ListFileUse: Result<[RuleList.Item], ListFileMistake>] = [:]
    for (name, uses) in Dictionary(grouping: uses, by: \.name).sorted(by: { $0.key < $1.key }) {
      let content = source.read(name)
      for use in uses.sorted(by: { ($0.language?.text ?? "") < ($1.language?.text ?? "") }) {
        switch content {
        case .failure(let error): lists[use] = .failure(.unusable(error))
        case .success(let content):
          result.digests[name] = content.digest
          lists[use] = result.items(of: SourceText(bytes: content.bytes, file: name), use.language)
        }
      }
    }
    for file in files.indices {
      for list in files[file].written.lists.indices {
        guard let reference = files[file].written.lists[list].file else { continue }
        let use = ListFileUse(reference, in: files[file].source.file)
        files[file].fill(list: list, with: use.flatMap { lists[$0] } ?? .failure(.unusable(ListFileSource.outside)))
      }
    }
    return result
  }

  /// Without a byte order mark.
  static func lineRange(_ line: Int, of source: SourceText) -> Range<Int> {
    let range = source.lineRange(line)
    return range.lowerBound == 0 && source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3..<range.upperBound : range
  }

  private mutating func items(
    of source: SourceText, _ language: LanguageCode?
  ) -> Result<[RuleList.Item], ListFileMistake> {
    let file = ListFileReader.read(source, language)
    sources[source.file] = source
    guard !file.diagnostics.isEmpty else { return .success(file.items) }
    // What is wrong in several languages is told once.
    diagnostics += file.diagnostics.filter { !diagnostics.contains($0) }
    return .failure(.isTold)
  }
}

extension ParsedRuleFile {
  /// Whether a list names a file, wherever that may be.
  var namesListFiles: Bool { written.lists.contains { $0.file != nil } }

  /// Of the files that lists name, relative to the rules folder.
  var listFileNames: [String] { listFileUses.map(\.name) }

  fileprivate var listFileUses: [ListFileUse] {
    written.lists.compactMap { list in list.file.flatMap { ListFileUse($0, in: source.file) } }
  }
}

/// A list file as it is read for a list.
private struct ListFileUse: Hashable {
  /// Relative to the rules folder.
  let name: String
  let language: LanguageCode?

  /// `nil` where the path leads out of the rules folder.
  init?(_ reference: ListFileReference, in file: String) {
    guard let name = ListFileSource.name(of: reference.path, in: file) else { return nil }
    self.name = name
    language = reference.language
  }
}

/// Reads one list file: each line one phrase, but for empty ones and comments.
private enum ListFileReader {
  /// Mistakes that are told; a file of another kind has one a line.
  private static let maximumDiagnostics = 20

  static func read(
    _ source: SourceText, _ language: LanguageCode?
  ) -> (items: [RuleList.Item], diagnostics: [Diagnostic]) {
    if let mistake = YAMLEncodingCheck.firstMistake(in: source, kind: "a list file") { return ([], [mistake]) }
    let parts = Parallel.map(Parallel.chunks(of: 1..<source.lineCount + 1)) { lines in
      read(lines, of: source, language)
    }
    let items = parts.flatMap(\.items)
    var diagnostics = Array(parts.flatMap(\.diagnostics).prefix(maximumDiagnostics))
    if items.isEmpty, diagnostics.isEmpty {
      diagnostics.append(
        Diagnostic(
          "empty-value", .error, "this list file has no items", file: source.file, at: 0..<0,
          hint: "write one a line; lines that begin with # are comments"))
    }
    return (items, diagnostics)
  }

  private static func read(
    _ lines: Range<Int>, of source: SourceText, _ language: LanguageCode?
  ) -> (items: [RuleList.Item], diagnostics: [Diagnostic]) {
    var items: [RuleList.Item] = []
    var diagnostics: [Diagnostic] = []
    for line in lines {
      let range = ListFiles.lineRange(line, of: source)
      let text = source.text(in: range)
      let trimmed = text.drop(while: \.isWhitespace)
      guard !trimmed.isEmpty, trimmed.first != "#" else { continue }
      let item = QueryParser.phraseItem(trimmed)
      let parsed = QueryParser.parseListItem(item, file: source.file, language: language)
      if let expression = parsed.expression {
        items.append(RuleList.Item(text: item, expression: expression))
      } else if var mistake = parsed.diagnostics.first(where: { $0.severity == .error }) {
        mistake.utf8Range = range
        mistake.secondary = nil
        // The quotes around it are ours.
        if mistake.code == QueryCode.emptyPhrase.rawValue {
          mistake.message = "this line has no letter and no digit, so no word of an article can be it"
          mistake.hint = "write a word, or take the line out"
        }
        diagnostics.append(mistake)
      }
    }
    return (items, diagnostics)
  }
}
