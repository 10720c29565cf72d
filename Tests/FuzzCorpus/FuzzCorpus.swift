import Foundation
import FuzzTargets

/// Between a corpus in one file, as it is kept, and a folder of inputs, as a fuzzer wants it.
@main
struct FuzzCorpus {
  /// Longer inputs are not kept: nobody reads them, and every run of the tests tries them.
  private static let maximumBytes = 1000

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.count, arguments.first) {
    case (3, "unpack"): try unpack(arguments[2], into: arguments[3])
    case (3, "pack"): try pack(arguments[2], into: arguments[3])
    default:
      FileHandle.standardError.write(Data("usage: fuzz-corpus unpack FILE FOLDER | pack FOLDER FILE\n".utf8))
      exit(2)
    }
  }

  private static func unpack(_ file: String, into folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for (number, line) in text.split(separator: "\n").enumerated() {
      guard let bytes = Corpus.bytes(String(line)) else {
        throw FuzzTarget.Violation("\(file):\(number + 1): % wants two hexadecimal digits after it")
      }
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(number + 1)"))
    }
  }

  private static func pack(_ folder: String, into file: String) throws {
    let lines = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      return (1...maximumBytes).contains(bytes.count) ? Corpus.line(bytes) : nil
    }
    let text = Set(lines).sorted().map { $0 + "\n" }.joined()
    try text.write(toFile: file, atomically: true, encoding: .utf8)
  }
}
