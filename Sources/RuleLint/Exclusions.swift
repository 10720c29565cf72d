import RuleLanguage

/// An exclusion that takes away all that the rest finds: `uzbekistan AND NOT uzbek*`, `a UNLESS a*`, `a NOT NEAR/5 a`.
struct Exclusions {
  private struct Candidate {
    let subject: LintSubject
    /// What is looked for, and what must not be there.
    let kept: Int32
    let excluded: Int32
    let keptRange: Range<Int>
    let excludedRange: Range<Int>
    let isNear: Bool
    /// Whether the query can be true without it.
    let isPart: Bool
  }

  private var candidates: [Candidate] = []

  /// Gives what has to be compared its forms.
  mutating func collect(_ subject: LintSubject, _ forms: inout Forms) {
    // A list is true by its other items.
    var isPart = false
    if case .item = subject.owner { isPart = true }
    collect(subject.expression, Forms.Context(), subject, isPart: isPart, &forms)
  }

  private mutating func collect(
    _ expression: Expression, _ context: Forms.Context, _ subject: LintSubject, isPart: Bool, _ forms: inout Forms
  ) {
    collectOutermost(expression, context, subject, isPart: isPart, &forms)
    switch expression.kind {
    case .zone(let selector, let operand):
      collect(operand, context.prefixed(by: selector), subject, isPart: isPart, &forms)
    case .unless(let kept, let excluded):
      collect(kept, context, subject, isPart: isPart, &forms)
      collect(excluded, context.excluding, subject, isPart: true, &forms)
    case .notNear(let kept, _, let excluded):
      collect(kept, context, subject, isPart: isPart, &forms)
      collect(excluded, context, subject, isPart: true, &forms)
    case .or, .of, .score, .not:
      for operand in expression.operands { collect(operand, context, subject, isPart: true, &forms) }
    default:
      for operand in expression.operands { collect(operand, context, subject, isPart: isPart, &forms) }
    }
  }

  /// The same of the outermost operator alone.
  mutating func collectOutermost(_ subject: LintSubject, _ forms: inout Forms) {
    collectOutermost(subject.expression, Forms.Context(), subject, isPart: false, &forms)
  }

  private mutating func collectOutermost(
    _ expression: Expression, _ context: Forms.Context, _ subject: LintSubject, isPart: Bool, _ forms: inout Forms
  ) {
    switch expression.kind {
    case .and(let operands):
      let kept = operands.filter { if case .not = $0.kind { false } else { true } }
      for operand in operands {
        if case .not(let excluded) = operand.kind {
          let other = forms.form(of: excluded, context)
          // Each part alone, so that the right one is marked.
          for part in kept {
            add(subject, (forms.form(of: part, context), part), (other, operand), isNear: false, isPart: isPart)
          }
        }
      }
    case .unless(let kept, let excluded):
      let other = forms.form(of: excluded, context.excluding)
      add(subject, (forms.form(of: kept, context), kept), (other, excluded), isNear: false, isPart: isPart)
    case .notNear(let kept, _, let excluded):
      add(
        subject, (forms.form(of: kept, context), kept), (forms.form(of: excluded, context), excluded), isNear: true,
        isPart: isPart)
    default: break
    }
  }

  private mutating func add(
    _ subject: LintSubject, _ kept: (form: Int32, expression: Expression),
    _ excluded: (form: Int32, expression: Expression), isNear: Bool, isPart: Bool
  ) {
    candidates.append(
      Candidate(
        subject: subject, kept: kept.form, excluded: excluded.form, keptRange: kept.expression.utf8Range,
        excludedRange: excluded.expression.utf8Range, isNear: isNear, isPart: isPart))
  }

  func findings(_ forms: Forms) -> [LintFinding] {
    var implication = Implication(forms)
    var told: Set<String> = []
    return candidates.compactMap { candidate in
      let takesAll =
        candidate.isNear
        ? implication.alwaysMeets(candidate.kept, candidate.excluded)
        : implication.implies(candidate.kept, candidate.excluded)
      // One exclusion may take away several parts.
      let key = "\(candidate.subject.owner) \(candidate.excludedRange)"
      guard takesAll, told.insert(key).inserted else { return nil }
      return LintFinding(
        code: .excludesItself,
        message: "this excludes everything that the rest looks for, so "
          + (candidate.isPart ? "this part is never true" : "nothing is ever found"),
        place: .init(candidate.subject, candidate.excludedRange),
        second: (.init(candidate.subject, candidate.keptRange), "whatever has this also has what is excluded"),
        hint: "exclude something narrower, or take the exclusion out")
    }
  }
}
