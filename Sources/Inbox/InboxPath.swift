/// A place beneath the inbox: the bytes of a relative path, which may hold anything but NUL and need not be UTF-8.
///
/// No component is empty, `.` or `..`; at most `maximumBytes` long and `maximumDepth` components deep.
package struct InboxPath: Hashable, Sendable {
  /// PATH_MAX without the NUL.
  package static let maximumBytes = 4095
  /// The file's own name included. A walk keeps so many folders open at most.
  package static let maximumDepth = 128

  package let bytes: [UInt8]

  /// `nil` when the bytes are no such path.
  package init?(bytes: [UInt8]) {
    guard !bytes.isEmpty, bytes.count <= Self.maximumBytes, !bytes.contains(0) else { return nil }
    var depth = 0
    for component in bytes.split(separator: slash, omittingEmptySubsequences: false) {
      depth += 1
      guard depth <= Self.maximumDepth, !component.isEmpty, component.count <= 255,
        !component.elementsEqual([dot]), !component.elementsEqual([dot, dot])
      else { return nil }
    }
    self.bytes = bytes
  }

  package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

  /// For people and for the ledger: UTF-8 as it is; a component that is not UTF-8 is percent-encoded.
  package var display: String { Self.display(bytes) }

  /// The last component, as `display` has it.
  package var name: String { Self.display(Array(nameBytes)) }

  /// The last component.
  package var nameBytes: ArraySlice<UInt8> { bytes[nameStart...] }

  /// The folder that it lies in; empty for the inbox itself.
  package var folderBytes: [UInt8] { nameStart == 0 ? [] : Array(bytes[..<(nameStart - 1)]) }

  /// The display name of the first subfolder, `nil` at top level.
  package var source: String? {
    bytes.firstIndex(of: slash).map { Self.display(Array(bytes[..<$0])) }
  }

  /// Whether it is left alone: hidden, in a hidden folder, or under a name that says "not yet".
  package var isIgnored: Bool {
    bytes.split(separator: slash).contains(where: Self.isHidden) || Self.isUnfinishedName(nameBytes)
  }

  static func isHidden(_ name: some Collection<UInt8>) -> Bool { name.first == dot }

  /// `*.tmp`, `*.part`, `*.swp`, `*~`. Only files are ignored by these names.
  static func isUnfinishedName(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    name.last == UInt8(ascii: "~") || unfinishedEndings.contains { name.suffix($0.count).elementsEqual($0) }
  }

  /// `nil` when the path would become too long or too deep.
  static func joining(_ folder: [UInt8], _ name: [UInt8]) -> InboxPath? {
    InboxPath(bytes: folder.isEmpty ? name : folder + [slash] + name)
  }

  static func display(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return bytes.split(separator: slash, omittingEmptySubsequences: false)
      .map { String(validating: $0, as: UTF8.self) ?? percentEncoded($0) }
      .joined(separator: "/")
  }

  private static func percentEncoded(_ component: ArraySlice<UInt8>) -> String {
    var text = ""
    for byte in component {
      if (0x21...0x7e).contains(byte), byte != UInt8(ascii: "%") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    return text
  }

  private var nameStart: Int { bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0 }
}

let slash = UInt8(ascii: "/")
let dot = UInt8(ascii: ".")

private let unfinishedEndings = [".tmp", ".part", ".swp"].map { Array($0.utf8) }
