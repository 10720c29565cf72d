/// Numbers sentences, fed with what stands between tokens.
///
/// A sentence ends at `.`, `!`, `?`, `…` (and their kin in other scripts), with closing quotes and brackets, before
/// white space and something that may begin a sentence, which a lower-case letter does not. Never ends one: a stop
/// after a single letter (initials, `г.`), after a listed abbreviation, inside a number; after letters joined by stops
/// (`U.S.`) only a word that often begins sentences starts one. The end of a paragraph ends a sentence, the end of a
/// line does not.
struct SentenceTracker {
  /// What is being waited for white space and the next token with.
  enum Pending: UInt8 {
    case nothing
    case terminator
    case ordinaryStop
    /// A stop after an initial or a listed abbreviation.
    case stopOfAbbreviation
    case stopBeforeNumber
    /// A stop after letters joined by stops.
    case stopOfAcronym
  }

  /// Over all zones, contiguous.
  private(set) var number = 0
  private var hasTokens = false
  /// While it is nothing, white space, quotes and the like mean nothing.
  private(set) var pending = Pending.nothing
  private var sawSpace = false

  mutating func endParagraph() {
    if hasTokens { number += 1 }
    hasTokens = false
    pending = .nothing
    sawSpace = false
  }

  /// Whether spaces and further tokens change nothing.
  @inline(__always)
  var isInSentence: Bool { pending == .nothing && hasTokens }

  /// Whether it matters what the token before a stop is.
  @inline(__always)
  var asksForStopKind: Bool { isInSentence }

  mutating func meetStop(_ stop: Pending) {
    if asksForStopKind { pending = stop }
  }

  @inline(__always)
  mutating func meetSeparator(_ characterClass: CharacterClass) {
    switch characterClass {
    case .terminator where hasTokens:
      pending = .terminator
    case .wideTerminator where hasTokens:
      pending = .terminator
      sawSpace = true
    case .space, .lineEnd:
      sawSpace = pending != .nothing
    case .continuation, .middleOfNumber:
      if !sawSpace { pending = .nothing }
    default:
      break
    }
  }

  /// Whether it matters what the next token is, besides its first character.
  @inline(__always)
  var asksForKey: Bool { pending == .stopOfAcronym }

  /// Called for each token: decides whether it begins a sentence, from the first character of its word.
  @inline(__always)
  mutating func meetToken(_ first: CharacterInfo, key: WordKey?) {
    if pending != .nothing {
      if sawSpace && begins(first, key: key) { number += 1 }
      pending = .nothing
      sawSpace = false
    }
    hasTokens = true
  }

  /// The same where no end of a sentence is pending.
  @inline(__always)
  mutating func meetPlainToken() { hasTokens = true }

  private func begins(_ first: CharacterInfo, key: WordKey?) -> Bool {
    guard !first.isLower else { return false }
    switch pending {
    case .nothing, .stopOfAbbreviation: return false
    case .terminator, .ordinaryStop: return true
    case .stopBeforeNumber: return first.characterClass != .digit
    case .stopOfAcronym: return key.map(Abbreviations.isSentenceStarter) ?? false
    }
  }
}
