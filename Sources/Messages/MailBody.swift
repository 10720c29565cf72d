import Foundation

/// A text as it travels: quoted-printable or Base64 (RFC 2045, 6.7 and 6.8), whichever is shorter. ASCII in lines of at
/// most 76 characters, ended by CRLF, the last one not.
struct MailBody {
  let transferEncoding: String
  let encoded: String

  /// - Parameter text: UTF-8, its lines ended by LF.
  init(_ text: String) {
    let printable = Self.quotedPrintable(text)
    let base64 = Self.base64(text)
    let isPrintable = printable.utf8.count <= base64.utf8.count
    transferEncoding = isPrintable ? "quoted-printable" : "base64"
    encoded = isPrintable ? printable : base64
  }

  private static func base64(_ text: String) -> String {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let data = Data(lines.joined(separator: [13, 10]))
    return data.base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
  }

  private static func quotedPrintable(_ text: String) -> String {
    var result = ""
    for (number, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if number > 0 { result += "\r\n" }
      append(line, to: &result)
    }
    return result
  }

  /// Letters stay whole, so that a reader of the encoded text sees them so.
  private static func append(_ line: Substring.UnicodeScalarView, to result: inout String) {
    var length = 0
    var rest = line
    while let scalar = rest.first {
      let isLast = rest.index(after: rest.startIndex) == rest.endIndex
      var code = code(of: scalar, isBare: !(isLast && scalar == " "))
      // One character is left for the = of a soft line end.
      if length + code.utf8.count > 75 {
        result += "=\r\n"
        length = 0
      }
      // Some servers change `From ` at the begin of a line, and a dot there is doubled on its way.
      if length == 0, scalar == "." || rest.starts(with: "From ".unicodeScalars) {
        code = Self.code(of: scalar, isBare: false)
      }
      result += code
      length += code.utf8.count
      rest.removeFirst()
    }
  }

  /// - Parameter isBare: whether a character that needs no code stands as it is.
  private static func code(of scalar: Unicode.Scalar, isBare: Bool) -> String {
    if isBare, (0x20...0x7E).contains(scalar.value), scalar != "=" { return String(scalar) }
    return String(scalar).utf8.reduce(into: "") { code, byte in
      let digits = String(byte, radix: 16, uppercase: true)
      code += digits.utf8.count == 1 ? "=0\(digits)" : "=\(digits)"
    }
  }
}
