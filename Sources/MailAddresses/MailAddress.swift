/// Whom a mail is from or to: `desk@example.org`, or with a name `News desk <desk@example.org>`.
///
/// The address is one that every server takes: ASCII, its local part a dot-atom of RFC 5322 (3.2.3), its domain names of
/// hosts (RFC 5321, 2.3.5). So neither has spaces, quotes, brackets or line ends.
package struct MailAddress: Sendable, Hashable {
  /// Why a text is no address. For the person who wrote it.
  package struct Mistake: Error, Sendable, Equatable {
    package let message: String
    package let hint: String
  }

  /// As people are shown it; any letters, but no control characters.
  package let name: String?
  package let address: String

  /// What stands behind the @.
  package var domain: String { String(address[address.index(after: at)...]) }
  private var at: String.Index { address.lastIndex(of: "@") ?? address.startIndex }

  package static let maximumNameBytes = 200
  /// RFC 5321, 4.5.3.1: 256 with its angle brackets.
  package static let maximumAddressBytes = 254

  package init(_ text: String) throws(Mistake) {
    let hasName = text.utf8.last == UInt8(ascii: ">")
    guard hasName else {
      address = try Self.checked(address: text)
      name = nil
      return
    }
    guard let open = text.unicodeScalars.lastIndex(of: "<") else {
      throw Mistake(message: "it has a > and no <", hint: "write it as in: News desk <desk@example.org>")
    }
    let inside = text.unicodeScalars[text.unicodeScalars.index(after: open)...].dropLast()
    address = try Self.checked(address: String(String.UnicodeScalarView(inside)))
    name = try Self.checked(name: String(String.UnicodeScalarView(text.unicodeScalars[..<open])))
  }

  private static func checked(name: String) throws(Mistake) -> String? {
    var name = Substring(name).trimmingSpaces
    if name.utf8.count >= 2, name.utf8.first == UInt8(ascii: "\""), name.utf8.last == UInt8(ascii: "\"") {
      name = name.dropFirst().dropLast()
    }
    guard name.utf8.count <= maximumNameBytes else {
      throw Mistake(message: "its name is longer than \(maximumNameBytes) bytes", hint: "write a shorter name")
    }
    guard name.unicodeScalars.allSatisfy({ !$0.isControl && $0 != "<" && $0 != ">" && $0 != "\"" && $0 != "\\" }) else {
      throw Mistake(
        message: "its name has line ends, control characters, quotes or angle brackets in it",
        hint: "write the name in one line and without them")
    }
    return name.isEmpty ? nil : String(name)
  }

  private static func checked(address: String) throws(Mistake) -> String {
    let example = "write it as in: desk@example.org"
    guard !address.isEmpty else { throw Mistake(message: "the address is empty", hint: example) }
    guard address.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
      throw Mistake(message: "it has spaces, line ends or control characters in it", hint: example)
    }
    let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw Mistake(
        message: parts.count == 1 ? "it has no @" : "it has more than one @",
        hint: parts.count == 1 ? example : "give several addresses as a list, one an item")
    }
    let (local, domain) = (Substring(parts[0]), Substring(parts[1]))
    guard domain.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw Mistake(
        message: "its domain has letters beyond ASCII",
        hint: "write the domain in its ASCII form, which begins with xn-- (the owner of the domain knows it)")
    }
    guard local.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw Mistake(
        message: "it has letters beyond ASCII before the @, which many servers do not take",
        hint: "ask for an address of a to z, digits and . _ - +")
    }
    guard isDotAtom(local), local.utf8.count <= 64 else {
      throw Mistake(
        message: "what stands before the @ is no name of a mailbox",
        hint: "use letters, digits and . _ - + only; \(example)")
    }
    guard HostName.isName(String(domain)), address.utf8.count <= maximumAddressBytes else {
      throw Mistake(message: "what stands behind the @ is no name of a domain", hint: example)
    }
    return address
  }

  /// RFC 5322, 3.2.3.
  private static func isDotAtom(_ text: Substring) -> Bool {
    let atoms = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return atoms.allSatisfy { atom in
      !atom.isEmpty && atom.allSatisfy { $0.isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension Unicode.Scalar {
  /// Control characters of ASCII and of Latin-1, and what separates lines and paragraphs.
  fileprivate var isControl: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
  }
}
