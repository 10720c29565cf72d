/// What the person who imports a query has to know, each thing once.
struct ImportNotes {
  private static let width = 96
  /// More kinds of differences than that are not listed.
  private static let maximum = 100

  private var lines: [String] = []
  private var known: Set<String> = []
  private var omitted = 0
  private(set) var hasOmissions = false

  /// A form that is counted or read differently there.
  mutating func differs(_ note: String) {
    guard known.insert(note).inserted else { return }
    if lines.count < Self.maximum { lines.append(note) } else { omitted += 1 }
  }

  /// Something that is likely not meant as it is read: like what is left out, it has to be looked at.
  mutating func isUnclear(_ note: String) {
    hasOmissions = true
    differs(note)
  }

  /// - Parameter widens: whether the query finds more without it.
  mutating func isLeftOut(_ what: String, widens: Bool) {
    hasOmissions = true
    differs("not carried over: \(what); without it the query finds \(widens ? "more" : "less")")
  }

  /// As lines of comments, each ended.
  var comments: String {
    let all = omitted > 0 ? lines + ["and \(omitted) more differences"] : lines
    return all.map(Self.comment).joined()
  }

  /// Words of one line or more; control characters that came with the query are shown as spaces.
  private static func comment(_ note: String) -> String {
    var result = "#"
    var column = 1
    for word in note.split(whereSeparator: { $0.isWhitespace || $0.isNewline }) {
      let word = word.prefix(width)
      if column + 1 + word.count > width {
        result += "\n#  "
        column = 3
      }
      result += " " + word
      column += 1 + word.count
    }
    return result + "\n"
  }
}
