import Glibc
import StrictYAML

/// Where the files are that lists name.
enum ListFileSource: Sendable {
  /// Below a folder; what leads out of it is not read.
  case folder(String)
  /// By name, for texts that stand for a folder.
  case given([String: RuleFiles.Content])

  /// - Parameter name: relative to the rules folder, as `name(of:in:)` gives it.
  func read(_ name: String) -> Result<RuleFiles.Content, FileError> {
    // Every line of one would become a phrase that no article has.
    guard !RuleFileListing.isRuleFile(name) else { return .failure(Self.ruleFile) }
    switch self {
    case .given(let contents):
      return contents[name].map(Result.success) ?? .failure(Self.missing)
    case .folder(let folder):
      do throws(FileError) {
        let path = try Self.resolved(name, in: folder)
        return .success(RuleFiles.Content(try TextFile.read(path, maximumBytes: RuleFolder.maximumFileBytes)))
      } catch {
        return .failure(error)
      }
    }
  }

  /// The name of a list file, relative to the rules folder; `nil` where the path leads out of it.
  ///
  /// - Parameters:
  ///   - path: relative to the rule file.
  ///   - file: the rule file's name.
  static func name(of path: String, in file: String) -> String? {
    guard !path.hasPrefix("/"), !path.contains("\0") else { return nil }
    var parts = file.split(separator: "/").dropLast()
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }

  static let outside = FileError(code: "outside", message: "it does not lie below the rules folder")
  static let ruleFile = FileError(
    code: "rule-file", message: "it is a rule file by its name, and a list file has one item a line and nothing else")
  private static let missing = FileError(code: "not-found", message: "there is no such file")

  /// Without links.
  private static func resolved(_ name: String, in folder: String) throws(FileError) -> String {
    guard let root = realPath(folder), let path = realPath(folder + "/" + name) else {
      throw errno == EACCES ? FileError(code: "unreadable", message: "there is no permission to read it") : missing
    }
    guard path.hasPrefix(root == "/" ? "/" : root + "/") else { throw outside }
    return path
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    // realpath gave a null-terminated string that is ours to free.
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
