import Foundation

/// JSON that can go to a terminal, whoever wrote what is in it.
package enum SafeJSON {
  /// A value on one line, without its end: keys sorted, so that equal values give equal bytes, and every unsafe character written
  /// as `\uXXXX`.
  ///
  /// - Parameter isHidden: what is to be escaped instead of the unsafe characters; nothing that JSON itself is made of.
  /// - Throws: `EncodingError`, for a value that JSON cannot say, such as a number that is none.
  package static func line(
    _ value: some Encodable, escaping isHidden: (Unicode.Scalar) -> Bool = \.isUnsafeToShow
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self).escapedAsJSON(where: isHidden)
  }
}
