import Diagnostics
import Hashing
import StrictYAML

/// What lies in a rules folder: read, and not yet understood.
package struct RuleFiles: Sendable {
  struct File: Sendable {
    /// Relative to the folder.
    let name: String
    let content: Result<Content, FileError>
  }

  struct Content: Sendable {
    let bytes: [UInt8]
    let digest: SHA256Digest

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      digest = SHA256Digest(of: bytes.span)
    }
  }

  typealias Readable = (name: String, content: Content)

  /// In the order of their names.
  let files: [File]
  /// Of the folder itself.
  let diagnostics: [Diagnostic]
  /// Names of folders whose files are not known; "" for the whole.
  let unreadableFolders: [String]
  /// Where files that rule files name are sought.
  let listFiles: ListFileSource

  /// How many there are, those that cannot be read included.
  package var count: Int { files.count }
  /// As diagnostics and places of rules name them.
  package var names: Set<String> { Set(files.map(\.name)) }

  /// Reads all `.yaml` and `.yml` files below a folder, or one file; several at once, on all cores. What cannot be read
  /// is told by whoever loads it.
  package static func read(_ path: String) -> RuleFiles {
    let listing = RuleFileListing.list(path)
    let files = Parallel.map(listing.files) { file in
      do throws(FileError) {
        let bytes = try TextFile.read(file.path, maximumBytes: RuleFolder.maximumFileBytes)
        return File(name: file.name, content: .success(Content(bytes)))
      } catch {
        return File(name: file.name, content: .failure(error))
      }
    }
    return RuleFiles(
      files: files, diagnostics: listing.diagnostics, unreadableFolders: listing.unreadableFolders,
      listFiles: .folder(RuleFolder.base(of: path)))
  }

  private init(
    files: [File], diagnostics: [Diagnostic], unreadableFolders: [String], listFiles: ListFileSource
  ) {
    self.files = files
    self.diagnostics = diagnostics
    self.unreadableFolders = unreadableFolders
    self.listFiles = listFiles
  }

  /// The files that could be read, and a diagnostic for each of the others.
  var parted: (readable: [Readable], unreadable: [Diagnostic]) {
    var readable: [Readable] = []
    var unreadable: [Diagnostic] = []
    for file in files {
      switch file.content {
      case .success(let content): readable.append((file.name, content))
      case .failure(let error):
        unreadable.append(
          Diagnostic(
            error.code, .error, "this rule file cannot be used: \(error.message)", file: file.name, at: 0..<0,
            hint: error.hint))
      }
    }
    return (readable, unreadable)
  }

  /// One file as if it lay in a folder of others, where it takes the place of one of its name. It stands first: of two
  /// rules or lists of one name, that of the file is used.
  package func standing(in folder: RuleFiles) -> RuleFiles {
    let names = names
    return RuleFiles(
      files: files + folder.files.filter { !names.contains($0.name) }, diagnostics: diagnostics + folder.diagnostics,
      unreadableFolders: folder.unreadableFolders, listFiles: folder.listFiles)
  }

  /// Texts as if they were all the files of a folder, in their order. Those named `….txt` are list files.
  init(_ sources: [SourceText]) {
    let (lists, rules) = (sources.filter { $0.file.hasSuffix(".txt") }, sources.filter { !$0.file.hasSuffix(".txt") })
    let files = Parallel.map(rules) { File(name: $0.file, content: .success(Content($0.bytes))) }
    let given = Dictionary(lists.map { ($0.file, Content($0.bytes)) }) { first, _ in first }
    self.init(files: files, diagnostics: [], unreadableFolders: [], listFiles: .given(given))
  }
}

/// One rule file that has been understood as far as that goes alone.
struct ParsedRuleFile: Sendable {
  let source: SourceText
  let digest: SHA256Digest
  private(set) var written: WrittenFile

  init(_ file: RuleFiles.Readable) {
    source = SourceText(bytes: file.content.bytes, file: file.name)
    digest = file.content.digest
    written = RuleFileReader.read(source)
  }

  /// The items of a list that stand in a file of their own; or a mistake in place of them.
  mutating func fill(list index: Int, with items: Result<[RuleList.Item], ListFileMistake>) {
    let list = written.lists[index]
    switch items {
    case .success(let items):
      written.lists[index].list = RuleList(
        name: list.name, language: list.file?.language, items: items, location: list.location)
    case .failure(.isTold): break
    case .failure(.unusable(let error)):
      guard let reference = list.file else { return }
      written.diagnostics.append(
        Diagnostic(
          error.code, .error,
          "the list file \"\(YAMLReader.shortened(reference.path))\" cannot be used: \(error.message)",
          file: source.file, at: reference.utf8Range,
          hint: error.code == ListFileSource.ruleFile.code
            ? "put the items into a file of another name, such as items.txt, one a line"
            : "the path starts from the folder of this file, and leads to a file below the rules folder"))
    }
  }

  /// Takes rules for wrong, and says why.
  mutating func refuse(_ refusals: [RuleRefusal]) {
    let lines = Set(refusals.filter { $0.location.file == source.file }.map(\.location.line))
    guard !lines.isEmpty else { return }
    for index in written.rules.indices where lines.contains(written.rules[index].location.line) {
      written.rules[index] = written.rules[index].refused
    }
    written.diagnostics += refusals.lazy.map(\.diagnostic).filter { $0.file == source.file }
  }
}
