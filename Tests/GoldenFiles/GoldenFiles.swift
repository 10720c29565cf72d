import Foundation

/// Pairs of files in Tests/Golden: `NAME.in` and, beside it, `NAME.out`, which is what it must give.
///
/// With `WATCHWORD_RECORD=1` in the environment the `.out` files are written anew; the run that does so still fails.
package struct GoldenFiles: Sendable {
  private let folder: URL

  /// `folder`: relative to Tests/Golden.
  package init(_ folder: String) {
    self.folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden").appendingPathComponent(folder)
  }

  /// Of the folder, for what else lies in it.
  package var path: String { folder.path }

  /// The names of all cases, ascending. Without a single one every check on them would pass: that ends the run.
  package var names: [String] {
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    let names = files.filter { $0.hasSuffix(".in") && !$0.contains("/") }.map { String($0.dropLast(3)) }.sorted()
    precondition(!names.isEmpty, "there are no golden files in \(folder.path)")
    return names
  }

  package func input(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name + ".in"), encoding: .utf8)
  }

  /// What is wrong with an output; `nil` where it is as it must be.
  package func mismatch(_ actual: String, _ name: String) throws -> String? {
    let file = folder.appendingPathComponent(name + ".out")
    if ProcessInfo.processInfo.environment["WATCHWORD_RECORD"] == "1" {
      try actual.write(to: file, atomically: true, encoding: .utf8)
      return "\(name).out was recorded anew; read it, and run again without WATCHWORD_RECORD"
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
      return "\(name).out is missing; record it with WATCHWORD_RECORD=1"
    }
    return actual == expected ? nil : "\(name): expected\n\(expected)\nbut got\n\(actual)"
  }
}
