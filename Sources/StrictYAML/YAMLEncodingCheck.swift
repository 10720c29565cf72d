import Diagnostics

/// What must hold of a file's bytes before YAML, or another kind of text that people write, is looked at.
package enum YAMLEncodingCheck {
  /// - Parameter kind: of text, as in `YAML`.
  package static func firstMistake(
    in source: SourceText, limits: YAMLLimits = YAMLLimits(), kind: String = "YAML"
  ) -> Diagnostic? {
    let bytes = source.bytes
    guard bytes.count <= limits.maximumBytes else {
      return Diagnostic(
        "too-large", .error, "this file has \(bytes.count) bytes; at most \(limits.maximumBytes) are read",
        file: source.file,
        at: 0..<0, hint: "split it into several files")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return Diagnostic(
        "not-utf8", .error, "this file is saved as UTF-16", file: source.file, at: 0..<0,
        hint: "save it again with the encoding UTF-8")
    }
    if let offset = firstInvalidByte(bytes) {
      return Diagnostic(
        "not-utf8", .error,
        "the byte 0x\(String(bytes[offset], radix: 16, uppercase: true)) at offset \(offset) is not UTF-8",
        file: source.file, at: offset..<offset + 1, hint: "save the file again with the encoding UTF-8")
    }
    guard let (range, scalar) = firstForbiddenScalar(bytes) else { return nil }
    let name = "U+" + String(repeating: "0", count: max(0, 4 - scalar.count)) + scalar
    return Diagnostic(
      "control-character", .error, "an invisible character stands here (\(name)) that \(kind) does not allow",
      file: source.file,
      at: range, hint: "delete it; it often comes with text pasted from a web page")
  }

  private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return min(max(error.byteOffsets.lowerBound, 0), max(bytes.count - 1, 0))
    }
  }

  /// Control characters, line and paragraph separators (which libyaml takes for line ends and editors do not), a byte
  /// order mark inside the text, and U+FFFE and U+FFFF. The bytes are valid UTF-8.
  private static func firstForbiddenScalar(_ bytes: [UInt8]) -> (Range<Int>, hexadecimal: String)? {
    for index in bytes.indices {
      let byte = bytes[index]
      if byte >= 0x20, byte != 0x7F, byte != 0xC2, byte != 0xE2, byte != 0xEF { continue }
      if byte == 0x09 || byte == 0x0A || byte == 0x0D { continue }
      if byte < 0x80 { return (index..<index + 1, String(byte, radix: 16, uppercase: true)) }
      let rest = bytes[index...].dropFirst().prefix(2)
      guard let second = rest.first, let last = rest.last else { continue }
      switch (byte, second, last) {
      case (0xC2, 0x80...0x9F, _):
        return (index..<index + 2, String(second, radix: 16, uppercase: true))
      case (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9):
        return (index..<index + 3, last == 0xA8 ? "2028" : "2029")
      case (0xEF, 0xBB, 0xBF) where index > 0:
        return (index..<index + 3, "FEFF")
      case (0xEF, 0xBF, 0xBE), (0xEF, 0xBF, 0xBF):
        return (index..<index + 3, last == 0xBE ? "FFFE" : "FFFF")
      default: continue
      }
    }
    return nil
  }
}
