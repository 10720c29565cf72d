import TextAnalysis

/// A text of a metadata condition, ready to be compared, character by character.
struct Glob: Sendable {
  enum Step: Sendable, Equatable {
    case character(Character)
    case anyCharacter
    case anyRun
  }

  private let steps: [Step]

  init(_ elements: [QueryElement]) {
    var steps: [Step] = []
    for element in elements {
      switch element {
      case .text(let text): steps += text.map(Step.character)
      case .anyCharacter: steps.append(.anyCharacter)
      case .anyRun: if steps.last != .anyRun { steps.append(.anyRun) }
      }
    }
    self.steps = steps
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
