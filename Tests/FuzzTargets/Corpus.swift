/// Inputs worth keeping, one a line: text as it is, but `%XX` for a byte that is no part of a readable character, for
/// line ends, and for `%` itself.
package enum Corpus {
  package static func line(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { return bytes.map(escaped).joined() }
    return text.unicodeScalars.map { scalar in
      let isReadable = scalar != "%" && (scalar.properties.isAlphabetic || (0x20..<0x7F).contains(scalar.value))
      return isReadable ? String(scalar) : String(scalar).utf8.map(escaped).joined()
    }.joined()
  }

  /// - Returns: `nil` for a line with a `%` before anything but two hexadecimal digits.
  package static func bytes(_ line: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Array(line.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return bytes
  }

  private static func escaped(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "%" + (digits.count == 1 ? "0" : "") + digits
  }
}
