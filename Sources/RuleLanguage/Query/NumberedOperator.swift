/// The operators that carry a number and take what stands in the parentheses after them.
package enum NumberedOperator: String, CaseIterable {
  case atLeast = "ATLEAST"
  case of = "OF"
  case score = "SCORE"
  case first = "FIRST"

  /// `ATLEAST/3`, `2 OF`; without a number an example.
  func title(_ number: Int?) -> String {
    self == .of ? "\(number ?? 2) OF" : "\(rawValue)/\(number ?? example)"
  }

  private var example: Int {
    switch self {
    case .atLeast: 3
    case .of: 2
    case .score: 10
    case .first: 50
    }
  }

  /// How it is written, with what may stand in its parentheses.
  func form(_ number: Int?) -> String {
    switch self {
    case .atLeast: "\(title(number)) (a OR b)"
    case .of: "\(title(number)) (a, b, c)"
    case .score: "\(title(number)) (a^6, b^4, c^-5)"
    case .first: "\(title(number)) (a)"
    }
  }

  /// The numbers that it takes. Of OF no more than it has parts, and of SCORE no more than its weights add up to.
  package var bounds: ClosedRange<Int> {
    switch self {
    case .atLeast: 1...1_000
    case .of: 1...100_000
    case .score: -1_000_000...1_000_000
    case .first: 1...10_000
    }
  }

  /// The same in words.
  package var range: String {
    self == .of
      ? "at least 1 and at most as many as there are"
      : "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
  }

  static let weights = -1_000...1_000

  /// What its number says.
  var question: String {
    switch self {
    case .atLeast: "how many places there have to be"
    case .of: "how many of the parts have to be there"
    case .score: "what the weights have to add up to"
    case .first: "how many words are looked at"
    }
  }
}
