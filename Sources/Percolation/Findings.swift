import RuleLanguage

/// What an article gave.
package struct Findings: Sendable {
  /// The rules that are true of it, in their order, and why.
  package var matches: [Match] = []
  /// The rules, in their order, that are not true of what was looked at, but might be of the whole article: the limits
  /// of evaluation kept something from being looked at that could decide. No rule stands here that is false anyhow.
  package var uncertain: [RuleHead] = []

  package init() {}
}

/// Whether an expression would be true, or have spans, were there no limits (the logic of three values by Kleene).
enum Outlook: Sendable {
  case no, maybe, yes

  var negated: Outlook {
    switch self {
    case .no: .yes
    case .maybe: .maybe
    case .yes: .no
    }
  }

  init(_ isTrue: Bool) { self = isTrue ? .yes : .no }

  /// Of AND: no, if any is.
  static func all(_ outlooks: some Sequence<Outlook>) -> Outlook {
    var result = Outlook.yes
    for outlook in outlooks {
      if outlook == .no { return .no }
      if outlook == .maybe { result = .maybe }
    }
    return result
  }

  /// Of OR: yes, if any is.
  static func any(_ outlooks: some Sequence<Outlook>) -> Outlook {
    var result = Outlook.no
    for outlook in outlooks {
      if outlook == .yes { return .yes }
      if outlook == .maybe { result = .maybe }
    }
    return result
  }
}
