import TextAnalysis

/// Finds the patterns that a token satisfies, without trying each. Immutable; asked once per distinct token.
struct Vocabulary: Sendable {
  /// Patterns without wildcards by the text they are equal to.
  private struct Literals: Sendable {
    private var patterns: [String: [Int32]] = [:]

    mutating func add(_ text: String, _ pattern: Int32) { patterns[text, default: []].append(pattern) }

    func find(_ text: String, _ found: inout [Int32]) {
      if let patterns = patterns[text] { found += patterns }
    }
  }

  /// Patterns with wildcards by the text they begin with, or else by the text they end with; only those that begin and
  /// end with a wildcard are tried one by one.
  private struct Globs: Sendable {
    private struct Entry: Sendable {
      let glob: Glob
      let pattern: Int32
    }

    private var byPrefix: [[Character]: [Entry]] = [:]
    private var bySuffix: [[Character]: [Entry]] = [:]
    private var others: [Entry] = []
    private var prefixLengths: Set<Int> = []
    private var suffixLengths: Set<Int> = []

    mutating func add(_ glob: Glob, _ pattern: Int32) {
      let entry = Entry(glob: glob, pattern: pattern)
      let prefix = glob.prefix
      let suffix = glob.suffix
      if !prefix.isEmpty {
        byPrefix[prefix, default: []].append(entry)
        prefixLengths.insert(prefix.count)
      } else if !suffix.isEmpty {
        bySuffix[suffix, default: []].append(entry)
        suffixLengths.insert(suffix.count)
      } else {
        others.append(entry)
      }
    }

    func find(_ text: String, _ found: inout [Int32]) {
      if byPrefix.isEmpty, bySuffix.isEmpty, others.isEmpty { return }
      let characters = Array(text)
      func tryAll(_ entries: [Entry]) {
        for entry in entries where entry.glob.matches(characters) { found.append(entry.pattern) }
      }
      for length in prefixLengths where length <= characters.count {
        if let entries = byPrefix[Array(characters.prefix(length))] { tryAll(entries) }
      }
      for length in suffixLengths where length <= characters.count {
        if let entries = bySuffix[Array(characters.suffix(length))] { tryAll(entries) }
      }
      tryAll(others)
    }
  }

  private var folded = Literals()
  private var foldedGlobs = Globs()
  private var exact = Literals()
  private var exactGlobs = Globs()
  /// Exact patterns in lower case, for lines all in capitals.
  private var capitals = Literals()
  private var capitalsGlobs = Globs()

  init(_ patterns: [Pattern]) {
    for (index, pattern) in patterns.enumerated() {
      let id = Int32(index)
      switch (pattern.literal, pattern.isExact) {
      case (let literal?, false):
        folded.add(literal, id)
      case (let literal?, true):
        exact.add(literal, id)
        capitals.add(literal.lowercased(), id)
      case (nil, false):
        foldedGlobs.add(Glob(pattern.elements), id)
      case (nil, true):
        exactGlobs.add(Glob(pattern.elements), id)
        capitalsGlobs.add(Glob(pattern.elements, lowercased: true), id)
      }
    }
  }

  /// The patterns that a token with this surface satisfies, in no order, each once.
  func patterns(surface: String, isInCapitalsLine: Bool, _ found: inout [Int32]) {
    let form = WordForm(surface: surface)
    folded.find(form.folded, &found)
    foldedGlobs.find(form.folded, &found)
    if isInCapitalsLine {
      let lowered = form.exact.lowercased()
      capitals.find(lowered, &found)
      capitalsGlobs.find(lowered, &found)
    } else {
      exact.find(form.exact, &found)
      exactGlobs.find(form.exact, &found)
    }
  }
}
