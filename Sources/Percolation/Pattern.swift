import TextAnalysis

/// One leaf of a rule that looks for a token. Equal leaves across all rules are one pattern.
struct Pattern: Hashable, Sendable {
  /// Of the folded or of the exact form.
  let elements: [QueryElement]
  let isExact: Bool

  init(_ word: QueryWord, isExact: Bool) {
    elements = isExact ? word.exact : word.folded
    self.isExact = isExact
  }

  /// The text to be equal to, where there are no wildcards.
  var literal: String? {
    var text = ""
    for element in elements {
      guard case .text(let piece) = element else { return nil }
      text += piece
    }
    return text
  }

  /// A guess at how rare tokens are that satisfy it: the expected occurrences in an article, up to a factor.
  var weight: Double {
    var literals = 0
    var runs = 0
    for element in elements {
      switch element {
      case .text(let text): literals += text.count
      case .anyRun: runs += 1
      case .anyCharacter: break
      }
    }
    let length = max(1, min(16, literals - 2 * runs))
    let rarity = 1 / Double(length * length)
    return isExact ? rarity / 2 : rarity
  }
}

/// A pattern with wildcards, ready to be compared, character by character.
struct Glob: Sendable {
  enum Step: Sendable, Equatable {
    case character(Character)
    case anyCharacter
    case anyRun
  }

  let steps: [Step]

  init(_ elements: [QueryElement], lowercased: Bool = false) {
    var steps: [Step] = []
    for element in elements {
      switch element {
      case .text(let text): steps += (lowercased ? text.lowercased() : text).map(Step.character)
      case .anyCharacter: steps.append(.anyCharacter)
      case .anyRun: if steps.last != .anyRun { steps.append(.anyRun) }
      }
    }
    self.steps = steps
  }

  /// The characters before the first wildcard.
  var prefix: [Character] { Self.literals(steps) }
  /// The characters after the last wildcard.
  var suffix: [Character] { Self.literals(steps.reversed()).reversed() }

  private static func literals(_ steps: [Step]) -> [Character] {
    var characters: [Character] = []
    for case .character(let character) in steps.prefix(while: { if case .character = $0 { true } else { false } }) {
      characters.append(character)
    }
    return characters
  }

  /// Backs up to the last run only, so the time is bounded by the product of both lengths.
  func matches(_ text: [Character]) -> Bool {
    var position = 0
    var step = 0
    var afterRun: Int?
    var runEnd = 0
    while position < text.count {
      if step < steps.count, steps[step] == .anyRun {
        step += 1
        afterRun = step
        runEnd = position
      } else if step < steps.count, steps[step] == .anyCharacter || steps[step] == .character(text[position]) {
        step += 1
        position += 1
      } else if let resume = afterRun {
        runEnd += 1
        position = runEnd
        step = resume
      } else {
        return false
      }
    }
    while step < steps.count, steps[step] == .anyRun { step += 1 }
    return step == steps.count
  }
}

extension Pattern {
  /// The same in every process.
  var stableHash: UInt64 {
    var hash = StableHash()
    hash.combine(isExact ? 1 : 0)
    for element in elements {
      switch element {
      case .text(let text): for byte in text.utf8 { hash.combine(UInt64(byte)) }
      case .anyRun: hash.combine(256)
      case .anyCharacter: hash.combine(257)
      }
    }
    return hash.value
  }
}
