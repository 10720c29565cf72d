import Mustache
import SafeText

/// How a text is escaped so that it stays one in what a template makes. By code point: a combining mark behind a quotation
/// mark hides none.
package enum TemplateEscaping: Sendable, Equatable, CaseIterable {
  /// Inside a string of JSON.
  case json
  /// HTML and XML.
  case html
  /// A value of a form.
  case form
  /// Nothing is markup; only what could do something to who reads it is written out.
  case plain

  /// - Parameter contentType: its parameters and letter case do not matter.
  package init(contentType: String) {
    let end = contentType.firstIndex(of: ";") ?? contentType.endIndex
    let type = contentType[..<end].lowercased().filter { $0 != " " }
    if type.hasSuffix("/json") || type.hasSuffix("+json") {
      self = .json
    } else if type == "text/html" || type.hasSuffix("/xml") || type.hasSuffix("+xml") {
      self = .html
    } else if type == "application/x-www-form-urlencoded" {
      self = .form
    } else {
      self = .plain
    }
  }

  package func escaped(_ text: String) -> String {
    switch self {
    case .json: replacing(in: text, jsonEscape).escapedAsJSON()
    case .html: Self.shown(replacing(in: text, entity))
    case .form: percentEncoded(text)
    case .plain: Self.shown(text)
    }
  }

  /// Line ends and tabs stay.
  private static func shown(_ text: String) -> String {
    text.escapedToShow { $0.isUnsafeToShow && $0 != "\n" && $0 != "\t" }
  }

  private func replacing(in text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      if let other = replacement(scalar) { result += other } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  private func jsonEscape(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    default: nil
    }
  }

  private func entity(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: nil
    }
  }

  private func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}

extension TemplateEscaping: MustacheContentType {
  package func escapeText(_ text: String) -> String { escaped(text) }

  /// Under which the library knows it.
  var name: String { "WATCHWORD-\(self)" }

  /// The library keeps its content types in a table of the whole process.
  private static let registered: Void = {
    for escaping in allCases { MustacheContentTypes.register(escaping, named: escaping.name) }
  }()

  /// The line that lets a template escape so; it leaves nothing in what is made.
  var pragma: String {
    Self.registered
    return "{{% CONTENT_TYPE: \(name)}}\n"
  }
}
