import Foundation
import TextAnalysis
import UzbekWords

/// Finds the patterns that a token satisfies, without trying each. Immutable; asked once per distinct token.
struct Vocabulary: Sendable {
  /// The patterns that are compared with one form of a token.
  private struct Spelling: Sendable {
    private let literals: LiteralTable
    private let wildcards: WildcardIndex

    init(_ patterns: [(text: String, pattern: Int32)]) {
      func hasWildcard(_ text: String) -> Bool { text.utf8.contains(where: Pattern.isWildcard) }
      literals = LiteralTable(patterns.filter { !hasWildcard($0.text) })
      wildcards = WildcardIndex(patterns.filter { hasWildcard($0.text) })
    }

    func find(_ text: Span<UInt8>, _ found: inout [Int32], steps: inout Int) {
      literals.find(text, &found)
      wildcards.find(text, &found, steps: &steps)
    }
  }

  /// Tokens of ASCII letters and digits that fit are looked up without allocating.
  private typealias ShortText = InlineArray<64, UInt8>

  private let folded: Spelling
  private let exact: Spelling
  /// Exact patterns in lower case, for lines all in capitals.
  private let capitals: Spelling
  /// One for each other kind of patterns that there are.
  private let others: [any PatternIndex]

  init(_ patterns: [Pattern]) {
    var folded: [(text: String, pattern: Int32)] = []
    var exact = folded
    var inflections: [(inflections: Inflections, pattern: Int32)] = []
    var edits: [(text: String, limit: Int, pattern: Int32)] = []
    var uzbek: [(word: UzbekWord, pattern: Int32)] = []
    var names: [(mark: String, pattern: Int32)] = []
    for (number, pattern) in patterns.enumerated() {
      let number = Int32(number)
      switch pattern {
      case .spelling(let text, isExact: false): folded.append((text, number))
      case .spelling(let text, isExact: true): exact.append((text, number))
      case .inflections(let found): inflections.append((found, number))
      case .edits(let text, let limit): edits.append((text, limit, number))
      case .uzbek(let word): uzbek.append((word, number))
      case .name(let mark): names.append((mark, number))
      }
    }
    self.folded = Spelling(folded)
    self.exact = Spelling(exact)
    capitals = Spelling(exact.map { (Self.lowered($0.text), $0.pattern) })
    others =
      StemIndex.all(inflections) + (edits.isEmpty ? [] : [EditIndex(edits)])
      + (uzbek.isEmpty ? [] : [UzbekIndex(uzbek)]) + (names.isEmpty ? [] : [NameIndex(names)])
  }

  /// The patterns that a token with this surface, in UTF-8, satisfies, in no order, each once; appended.
  func patterns(utf8 surface: Span<UInt8>, isInCapitalsLine: Bool, _ found: inout [Int32]) {
    var steps = 0
    patterns(utf8: surface, isInCapitalsLine: isInCapitalsLine, &found, steps: &steps)
  }

  /// The same.
  ///
  /// - Parameter steps: is increased by what wildcards and the other kinds took: transitions of the automaton, and bytes
  ///   compared.
  func patterns(utf8 surface: Span<UInt8>, isInCapitalsLine: Bool, _ found: inout [Int32], steps: inout Int) {
    spellings(surface, isInCapitalsLine, &found, &steps)
    if others.isEmpty { return }
    let token = TokenReading(
      surface: surface.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) },
      form: WordForm(utf8: surface), isInCapitalsLine: isInCapitalsLine)
    for other in others { other.find(token, &found, steps: &steps) }
  }

  private func spellings(
    _ surface: Span<UInt8>, _ isInCapitalsLine: Bool, _ found: inout [Int32], _ steps: inout Int
  ) {
    var lowered = ShortText(repeating: 0)
    if Self.lower(surface, into: &lowered) {
      let text = lowered.span.extracting(first: surface.count)
      folded.find(text, &found, steps: &steps)
      if isInCapitalsLine {
        capitals.find(text, &found, steps: &steps)
      } else {
        exact.find(surface, &found, steps: &steps)
      }
      return
    }
    let form = WordForm(utf8: surface)
    folded.find(form.folded.utf8.span, &found, steps: &steps)
    let written = isInCapitalsLine ? Self.lowered(form.exact) : form.exact
    (isInCapitalsLine ? capitals : exact).find(written.utf8.span, &found, steps: &steps)
  }

  /// Whether it is ASCII letters and digits that fit: nothing but their case is folded.
  private static func lower(_ surface: Span<UInt8>, into lowered: inout ShortText) -> Bool {
    if surface.count > lowered.count { return false }
    for index in surface.indices {
      let byte = surface[index]
      switch byte {
      case 0x30...0x39, 0x61...0x7A: lowered[index] = byte
      case 0x41...0x5A: lowered[index] = byte | 0x20
      default: return false
      }
    }
    return true
  }

  /// In lower case and NFC. Some letters have a composed form in lower case only, such as ẖ; their marks are all among
  /// U+0300…U+037F.
  private static func lowered(_ text: String) -> String {
    let lowered = text.lowercased()
    let mayCompose = lowered.utf8.contains { $0 == 0xCC || $0 == 0xCD }
    return mayCompose ? lowered.precomposedStringWithCanonicalMapping : lowered
  }
}
