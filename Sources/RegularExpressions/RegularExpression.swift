import CRE2

/// A regular expression of RE2's syntax, compiled: `.` is no line end, letter case matters, `^` and `$` are the ends of the
/// text. Searching takes time linear in the text, whatever the pattern.
package final class RegularExpression: Sendable {
  /// The longest pattern that is read.
  package static let maximumUTF8Bytes = 2_000
  /// What one may use for its program and for what it remembers of searches, in bytes.
  static let maximumMemory: Int64 = 2 << 20
  /// Shorter literals are in nearly every text, and not worth looking for.
  package static let fewestLiteralBytes = 3

  package let pattern: String
  /// One of these is in every text that is matched, letter case aside (by simple case folding of Unicode); empty where no
  /// such strings are known.
  package let literals: [String]

  /// Owned by this object and freed with it; RE2's objects do not change after they are made, and lock what they remember
  /// of searches themselves.
  private nonisolated(unsafe) let regex: OpaquePointer

  package init(_ pattern: String) throws(RegularExpressionMistake) {
    let length = pattern.utf8.count
    if length > Self.maximumUTF8Bytes { throw RegularExpressionMistake(kind: .tooLong, utf8Range: 0..<length) }
    var error = watchword_regex_error()
    let compiled = pattern.withCString {
      watchword_regex_compile($0, length, Self.maximumMemory, Self.fewestLiteralBytes, &error)
    }
    guard let compiled else { throw RegularExpressionMistake(error) }
    if watchword_regex_matches_only_nothing(compiled) {
      watchword_regex_free(compiled)
      throw RegularExpressionMistake(kind: .matchesNothing, utf8Range: 0..<length)
    }
    regex = compiled
    self.pattern = pattern
    literals = (0..<watchword_regex_literal_count(compiled)).compactMap { index in
      var length = 0
      let start = watchword_regex_literal(compiled, index, &length)
      // The bytes belong to `compiled`, which lives on.
      return start.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: length), as: UTF8.self) }
    }
  }

  deinit { watchword_regex_free(regex) }

  /// Calls with the matches in some parts of a text, each of which is a text of its own: in order, without overlaps, each the
  /// first that begins behind the one before; empty ones are passed over.
  ///
  /// To find one match may take reading to the end of its part, and that for each anew. So the search ends when all its
  /// steps together might have read more than `maximumBytes`, though not before every part was begun.
  ///
  /// - Parameters:
  ///   - parts: in bytes of the text, on boundaries of characters.
  ///   - body: is given bytes of the whole text.
  /// - Returns: whether all was searched.
  package func forEachMatch(
    in text: String, parts: [Range<Int>], maximumBytes: Int, _ body: (Range<Int>) -> Void
  ) -> Bool {
    var isWhole = true
    var rest = maximumBytes
    let bytes = text.utf8.span
    for part in parts {
      bytes.extracting(part).withUnsafeBufferPointer { buffer in
        var start = 0
        while start < buffer.count {
          if start > 0, rest < buffer.count - start {
            isWhole = false
            return
          }
          rest -= buffer.count - start
          guard let match = find(in: buffer, from: start) else { return }
          if match.isEmpty {
            start = Self.nextCharacter(after: match.lowerBound, buffer)
          } else {
            body(part.lowerBound + match.lowerBound..<part.lowerBound + match.upperBound)
            start = match.upperBound
          }
        }
      }
    }
    return isWhole
  }

  /// The first match that begins at `start` or later, in bytes of the buffer, which is not kept.
  private func find(in buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
    var (from, to) = (0, 0)
    let isFound = buffer.withMemoryRebound(to: CChar.self) {
      watchword_regex_find(regex, $0.baseAddress, $0.count, start, &from, &to)
    }
    return isFound ? from..<to : nil
  }

  private static func nextCharacter(after index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var next = index + 1
    while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
