import DaemonHarness
import Foundation

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

/// What a run of the program gave.
struct Outcome {
  let status: Int32
  let output: [String]
  let process: DaemonProcess

  /// Runs the program to its end.
  init(_ arguments: [String], in folder: WorkFolder, user: uid_t? = nil) throws {
    process = try DaemonProcess(arguments: arguments, folder: folder, user: user)
    output = process.remainingOutput()
    status = try process.end()
  }

  /// Whether a line of the output contains the text.
  func printed(_ text: String) -> Bool { output.contains { $0.contains(text) } }

  /// Whether a message contains the text; waits for all messages.
  func said(_ text: String) -> Bool {
    do {
      try process.message(containing: text)
      return true
    } catch {
      return false
    }
  }
}

/// A temporary folder while the body runs.
func withWorkFolder<Result>(isOpenToAll: Bool = false, _ body: (WorkFolder) throws -> Result) throws -> Result {
  let folder = try WorkFolder(isOpenToAll: isOpenToAll)
  defer { folder.remove() }
  return try body(folder)
}

let appleRule = "rules:\n  - id: apple\n    match: apple\n"
let brokenRule = "rules:\n  - id: broken\n    match: apple pear\n"
let appleArticle = "Fruit of the day\n\nAn apple lies on the table.\n"
let plumArticle = "Fruit of the day\n\nA plum lies on the table.\n"
