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
    let changes = changes(Array(old[start..<old.count - end]), Array(new[start..<new.count - end]), from: start + 1)
    var text = "\(VisibleText.escape(file)) would change\n"
    for change in changes.prefix(maximumLines) { text += "  \(change.line): \(VisibleText.escape(change.text))\n" }
    if changes.count > maximumLines { text += "  … and \(changes.count - maximumLines) lines more\n" }
    return text
  }

  /// Lines that go before those that come in their place; numbered as in the text that they belong to.
  private static func changes(_ old: [String], _ new: [String], from first: Int) -> [(line: Int, text: String)] {
    var (gone, come) = (Set(old.indices), Set(new.indices))
    if old.count + new.count <= maximumCompared {
      let difference = new.difference(from: old)
      gone = Set(difference.removals.map(\.offset))
      come = Set(difference.insertions.map(\.offset))
    }
    var result: [(line: Int, text: String)] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, gone.contains(i) {
        result.append((first + i, "-\(old[i])"))
        i += 1
      } else if j < new.count, come.contains(j) {
        result.append((first + j, "+\(new[j])"))
        j += 1
      } else {
        (i, j) = (i + 1, j + 1)
      }
    }
    return result
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
