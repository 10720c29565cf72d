import Diagnostics

/// What changes from one text to another, for a person: the first lines that go and come.
enum LineDifference {
  private static let maximumLines = 20
  /// More lines than that between the first and the last change are not compared one by one.
  private static let maximumCompared = 2_000

  /// The name of the file and lines with - and + before them, each ended.
  static func text(_ old: [UInt8], _ new: [UInt8], file: String) -> String {
    let (old, new) = (lines(old), lines(new))
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
    let (oldRest, newRest) = (Array(old[start..<old.count - end]), Array(new[start..<new.count - end]))
    var changes: [(line: Int, text: String)] = []
    if oldRest.count + newRest.count <= maximumCompared {
      for change in newRest.difference(from: oldRest) {
        switch change {
        case .remove(let offset, let line, _): changes.append((start + offset + 1, "-\(line)"))
        case .insert(let offset, let line, _): changes.append((start + offset + 1, "+\(line)"))
        }
      }
    } else {
      changes = oldRest.enumerated().map { (start + $0 + 1, "-\($1)") }
      changes += newRest.enumerated().map { (start + $0 + 1, "+\($1)") }
    }
    var text = "\(file) would change\n"
    for change in changes.prefix(maximumLines) { text += "  \(change.line): \(VisibleText.escape(change.text))\n" }
    if changes.count > maximumLines { text += "  … and \(changes.count - maximumLines) lines more\n" }
    return text
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
