import Diagnostics
import Glibc
import StrictYAML

/// Settings as a file gives them. Where there are errors, `settings` has the default in place of what is wrong.
package struct SettingsLoad: Sendable {
  package var settings: WatchwordSettings
  /// What they say holds nothing that may be secret.
  package var diagnostics: [Diagnostic]
  /// For showing diagnostics: all that may be secret is covered. `nil` where the file could not be read.
  package var source: SourceText?

  package var hasErrors: Bool { diagnostics.hasErrors }
}

/// Reads the settings file.
package enum SettingsFile {
  /// What is read from the working folder when no file is named.
  package static let defaultName = "watchword.yaml"
  package static let maximumBytes = 1 << 20

  /// The file to load: the one that was named, or `watchword.yaml` in a folder if it is there; `nil` for none.
  package static func find(named path: String?, in folder: String = ".") -> String? {
    if let path { return path }
    let candidate = folder == "." ? defaultName : folder + "/" + defaultName
    var status = stat()
    return lstat(candidate, &status) == 0 ? candidate : nil
  }

  /// Reads a file. One that is missing or unreadable is an error among the diagnostics.
  ///
  /// Relative paths in it, the defaults included, are relative to the file's folder.
  package static func load(_ path: String) -> SettingsLoad {
    do {
      let bytes = try TextFile.read(path, maximumBytes: maximumBytes)
      return load(SourceText(bytes: bytes, file: path), folder: folder(of: path))
    } catch {
      let diagnostic = Diagnostic(
        error.code, .error, "the settings cannot be read: \(error.message)", file: path, at: 0..<0,
        hint: "check the path that was given with --settings")
      return SettingsLoad(settings: WatchwordSettings(), diagnostics: [diagnostic], source: nil)
    }
  }

  /// Reads a text; `folder` is what relative paths in it start from, "" for the working folder.
  package static func load(text: String, file: String = defaultName, folder: String = "") -> SettingsLoad {
    load(SourceText(text, file: file), folder: folder)
  }

  private static func load(_ source: SourceText, folder: String) -> SettingsLoad {
    let reader = read(source, folder: folder)
    let mask = SecretMask(source)
    var diagnostics = reader.sortedDiagnostics
    if !diagnostics.isEmpty {
      let filled = mask.filled.map { read($0, folder: folder).sortedDiagnostics }
      diagnostics = mask.clean(diagnostics, filled: filled ?? [])
    }
    return SettingsLoad(settings: reader.settings, diagnostics: diagnostics, source: mask.shown)
  }

  private static func read(_ source: SourceText, folder: String) -> SettingsReader {
    let document = YAMLDocument.read(source)
    var reader = SettingsReader(document, folder: folder)
    reader.read(document)
    return reader
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
