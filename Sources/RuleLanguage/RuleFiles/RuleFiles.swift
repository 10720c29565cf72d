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

  /// How many there are, those that cannot be read included.
  package var count: Int { files.count }

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
    return RuleFiles(files: files, diagnostics: listing.diagnostics, unreadableFolders: listing.unreadableFolders)
  }

  private init(files: [File], diagnostics: [Diagnostic], unreadableFolders: [String]) {
    self.files = files
    self.diagnostics = diagnostics
    self.unreadableFolders = unreadableFolders
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
            error.code, .error, "this rule file cannot be used: \(error.message)", file: file.name, at: 0..<0))
      }
    }
    return (readable, unreadable)
  }

  /// Texts as if they were all the files of a folder, in their order.
  init(_ sources: [SourceText]) {
    let files = Parallel.map(sources) { File(name: $0.file, content: .success(Content($0.bytes))) }
    self.init(files: files, diagnostics: [], unreadableFolders: [])
  }
}

/// One rule file that has been understood as far as that goes alone.
struct ReadRuleFile: Sendable {
  let source: SourceText
  let digest: SHA256Digest
  private(set) var written: WrittenFile

  init(_ file: RuleFiles.Readable) {
    source = SourceText(bytes: file.content.bytes, file: file.name)
    digest = file.content.digest
    written = RuleFileReader.read(source)
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
