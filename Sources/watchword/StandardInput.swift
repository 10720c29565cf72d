import Glibc
import StrictYAML

enum StandardInput {
  static let name = "standard input"

  /// All of it, at most `maximumBytes`.
  static func read(maximumBytes: Int) throws(FileError) -> [UInt8] {
    try TextFile.read(STDIN_FILENO, maximumBytes: maximumBytes)
  }
}
