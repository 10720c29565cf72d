import RegularExpressions
import RuleLanguage
import TextAnalysis

/// A regex in the context of the zone prefixes around it.
struct CompiledRegex: Sendable {
  struct Key: Hashable {
    let pattern: RegexPattern
    let zones: ZoneSet
  }

  let regex: RegularExpression
  let zones: ZoneSet
  /// Present in articles that have one of its literals; -1 where it has none, and may match any article.
  var term: Int32

  /// What finds the literals of regexes, and for each literal their terms.
  static func literalSearch(_ regexes: [CompiledRegex]) -> (search: LiteralSearch?, terms: GroupedIDs) {
    var literals: [[UInt8]] = []
    var known: [[UInt8]: Int32] = [:]
    var pairs: [(group: Int32, id: Int32)] = []
    for regex in regexes where regex.term >= 0 {
      // RE2's lower case is simple case folding too. Folded again, a literal is what the folded text has in its place, even
      // where RE2 and this know different versions of Unicode.
      for literal in Set(regex.regex.literals.map(CaseFolding.shared.folded)) {
        let id = known[literal] ?? Int32(literals.count)
        if known.updateValue(id, forKey: literal) == nil { literals.append(literal) }
        pairs.append((id, regex.term))
      }
    }
    return (literals.isEmpty ? nil : LiteralSearch(literals), GroupedIDs(pairs, groups: literals.count))
  }
}

extension RuleGraphBuilder {
  mutating func addRegex(_ pattern: RegexPattern, _ context: Context) -> Int32 {
    let key = CompiledRegex.Key(pattern: pattern, zones: context.zones)
    let id = regexIDs[key] ?? Int32(regexes.count)
    if regexIDs.updateValue(id, forKey: key) == nil {
      let term = pattern.hasLiterals ? addTerm(of: pattern, context.zones) : -1
      regexes.append(CompiledRegex(regex: pattern.regex, zones: context.zones, term: term))
    }
    return addNode(NodeDraft(.regex, payload: id), operands: [])
  }

  /// A term that no token satisfies.
  private mutating func addTerm(of pattern: RegexPattern, _ zones: ZoneSet) -> Int32 {
    var hash = StableHash()
    hash.combine(UInt64(zones.rawValue))
    hash.combine("/")
    hash.combine(pattern.text)
    let guess = pattern.regex.literals.reduce(0) { $0 + Pattern.rarity(length: $1.unicodeScalars.count) }
    terms.append(Term(zones: zones, guess: Float(min(1, guess)), key: hash.value))
    return Int32(terms.count - 1)
  }
}
