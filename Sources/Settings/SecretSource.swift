import Glibc
import StrictYAML

/// Where a value that may be secret comes from.
package enum SecretSource: Sendable, Hashable {
  case inline(String)
  /// A file's path.
  case file(String)
  /// The name of an environment variable.
  case environment(String)

  package static let maximumBytes = 64 << 10

  /// The value as it is now, without line ends behind it: one line of UTF-8, not empty. Reads the file anew each time.
  ///
  /// - Throws: `SecretError`, which names the file or variable and never holds the value.
  package func resolve() throws(SecretError) -> String {
    let bytes: [UInt8]
    switch self {
    case .inline(let text): return text
    case .environment(let name):
      guard let value = getenv(name) else {
        throw SecretError(code: "not-found", message: "the environment variable \(name) is not set")
      }
      // getenv gave a null-terminated string, which is copied at once.
      bytes = Array(String(cString: value).utf8)
    case .file(let path):
      do {
        bytes = try TextFile.read(path, maximumBytes: Self.maximumBytes)
      } catch {
        throw SecretError(code: error.code, message: "the file \(path) cannot be used: \(error.message)")
      }
    }
    return try Self.text(bytes, from: description)
  }

  /// `the file PATH`, `the environment variable NAME`; nothing of a value.
  package var description: String {
    switch self {
    case .inline: "the settings"
    case .file(let path): "the file \(path)"
    case .environment(let name): "the environment variable \(name)"
    }
  }

  private static func text(_ bytes: [UInt8], from source: String) throws(SecretError) -> String {
    guard bytes.count <= maximumBytes else {
      throw SecretError(code: "too-large", message: "\(source) holds more than \(maximumBytes >> 10) KiB")
    }
    var end = bytes.count
    while end > 0, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    guard end > 0 else { throw SecretError(code: "empty", message: "\(source) is empty") }
    guard let text = String(validating: bytes[..<end], as: UTF8.self) else {
      throw SecretError(code: "not-utf8", message: "\(source) holds bytes that are not UTF-8")
    }
    guard bytes[..<end].allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw SecretError(code: "not-one-line", message: "\(source) holds more than one line, or control characters")
    }
    return text
  }
}

/// Why a secret cannot be had. Trying again can help: files and variables change.
package struct SecretError: Error, Sendable, Equatable {
  /// `not-found`, `unreadable`, `not-a-file`, `too-large`, `empty`, `not-utf8`, `not-one-line`.
  package let code: String
  /// Names the file or variable, never the value.
  package let message: String
}
