import Diagnostics
import StrictYAML

/// The rule files of a folder, or one file, for laying them out.
package struct RuleFilesToFormat: Sendable {
  package struct File: Sendable {
    /// To open it.
    package var path: String
    /// Relative to the folder.
    package var name: String
    package var content: Result<[UInt8], FileError>
  }

  /// By name.
  package let files: [File]
  /// Of the folder itself.
  package let diagnostics: [Diagnostic]

  package static func read(_ path: String) -> RuleFilesToFormat {
    let listing = RuleFileListing.list(path)
    let files = listing.files.map { file in
      do throws(FileError) {
        let bytes = try TextFile.read(file.path, maximumBytes: RuleFolder.maximumFileBytes)
        return File(path: file.path, name: file.name, content: .success(bytes))
      } catch {
        return File(path: file.path, name: file.name, content: .failure(error))
      }
    }
    return RuleFilesToFormat(files: files, diagnostics: listing.diagnostics)
  }
}
