import TestSupport

/// The grammar that stands in the documentation, in the notation of ISO 14977 as far as it is used there.
///
/// Rules in small letters are of tokens, between which white space may stand; those in capitals are of characters.
struct DocumentedGrammar {
  indirect enum Part {
    case text(String)
    /// `? … ?`, in words.
    case described(String)
    case rule(String)
    case sequence([Part])
    /// With the number of the first alternative among those of the whole grammar.
    case choice(first: Int, [Part])
    case optional(Part)
    case repeated(Part)
  }

  struct Mistake: Error { let message: String }

  private(set) var rules: [String: Part] = [:]
  private(set) var first = ""
  /// How many alternatives all choices have together.
  private(set) var alternatives = 0
  private var tokens: [String]
  private var position = 0

  init(_ text: String) throws {
    tokens = try Self.tokens(of: text)
    while position < tokens.count {
      let name = take()
      guard name.first?.isLetter ?? false, rules[name] == nil, take() == "=" else {
        throw Mistake(message: "\(name) begins no rule")
      }
      if first.isEmpty { first = name }
      rules[name] = try choice()
      guard take() == ";" else { throw Mistake(message: "\(name) does not end") }
    }
  }

  /// Every text that stands in quotes.
  var texts: Set<String> { Set(rules.values.flatMap(Self.texts)) }

  /// Names of rules, and descriptions, that are used.
  var references: (rules: Set<String>, described: Set<String>) {
    var result: (rules: Set<String>, described: Set<String>) = ([first], [])
    func visit(_ part: Part) {
      switch part {
      case .text: break
      case .described(let text): result.described.insert(text)
      case .rule(let name): result.rules.insert(name)
      case .sequence(let parts), .choice(_, let parts): parts.forEach(visit)
      case .optional(let part), .repeated(let part): visit(part)
      }
    }
    rules.values.forEach(visit)
    return result
  }

  private static func texts(_ part: Part) -> [String] {
    switch part {
    case .text(let text): [text]
    case .described, .rule: []
    case .sequence(let parts), .choice(_, let parts): parts.flatMap(texts)
    case .optional(let part), .repeated(let part): texts(part)
    }
  }

  // MARK: Reading

  private static func tokens(of text: String) throws -> [String] {
    var rest = Substring(text)
    var tokens: [String] = []
    while let character = rest.first {
      if character.isWhitespace {
        rest.removeFirst()
      } else if rest.hasPrefix("(*") {
        guard let end = rest.firstRange(of: "*)") else { throw Mistake(message: "a comment does not end") }
        rest = rest[end.upperBound...]
      } else if "\"'?".contains(character) {
        guard let end = rest.dropFirst().firstIndex(of: character) else { throw Mistake(message: "\(rest.prefix(20))") }
        tokens.append(String(rest[...end]))
        rest = rest[end...].dropFirst()
      } else if character.isLetter {
        let name = rest.prefix { $0.isLetter || $0 == "-" }
        tokens.append(String(name))
        rest = rest[name.endIndex...]
      } else {
        tokens.append(String(rest.removeFirst()))
      }
    }
    return tokens
  }

  private mutating func take() -> String {
    defer { position += 1 }
    return position < tokens.count ? tokens[position] : ""
  }

  private func isNext(_ token: String) -> Bool { position < tokens.count && tokens[position] == token }

  private mutating func choice() throws -> Part {
    var parts = [try sequence()]
    while isNext("|") {
      position += 1
      parts.append(try sequence())
    }
    guard parts.count > 1 else { return parts[0] }
    defer { alternatives += parts.count }
    return .choice(first: alternatives, parts)
  }

  private mutating func sequence() throws -> Part {
    var parts = [try item()]
    while isNext(",") {
      position += 1
      parts.append(try item())
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func item() throws -> Part {
    let token = take()
    let closing = ["(": ")", "[": "]", "{": "}"][token]
    if let closing {
      let part = try choice()
      guard take() == closing else { throw Mistake(message: "\(closing) is missing") }
      return token == "(" ? part : token == "[" ? .optional(part) : .repeated(part)
    }
    guard let mark = token.first else { throw Mistake(message: "something is missing at the end") }
    if mark == "?" { return .described(token.dropFirst().dropLast().split { $0.isWhitespace }.joined(separator: " ")) }
    if mark == "\"" || mark == "'" { return .text(String(token.dropFirst().dropLast())) }
    guard mark.isLetter else { throw Mistake(message: "\(token) cannot stand here") }
    return .rule(token)
  }
}

/// Writes random texts that follow a grammar.
struct GrammarWriter {
  let grammar: DocumentedGrammar
  /// What may stand for each description.
  let examples: [String: [String]]
  var random: SplitMix64
  /// The alternatives that the last text was made of.
  private(set) var used: Set<Int> = []
  private var leastDepths: [String: Int] = [:]

  init(_ grammar: DocumentedGrammar, examples: [String: [String]], seed: UInt64) {
    self.grammar = grammar
    self.examples = examples
    random = SplitMix64(seed: seed)
    // The least depth of every rule, by going round until nothing gets less.
    var isChanged = true
    while isChanged {
      isChanged = false
      for (name, part) in grammar.rules {
        guard let depth = leastDepth(part), leastDepths[name].map({ depth + 1 < $0 }) ?? true else { continue }
        leastDepths[name] = depth + 1
        isChanged = true
      }
    }
  }

  mutating func text(depth: Int) -> String {
    used = []
    return write(.rule(grammar.first), depth: depth, isToken: false)
  }

  private func leastDepth(_ part: DocumentedGrammar.Part) -> Int? {
    switch part {
    case .text, .described, .optional, .repeated: return 0
    case .rule(let name): return leastDepths[name]
    case .choice(_, let parts): return parts.compactMap(leastDepth).min()
    case .sequence(let parts):
      let depths = parts.map(leastDepth)
      return depths.contains(nil) ? nil : depths.compactMap { $0 }.max()
    }
  }

  private mutating func write(_ part: DocumentedGrammar.Part, depth: Int, isToken: Bool) -> String {
    switch part {
    case .text(let text): return text
    case .described(let text): return random.pick(examples[text] ?? [""])
    case .rule(let name):
      guard let rule = grammar.rules[name] else { return "" }
      return write(rule, depth: depth - 1, isToken: isToken || name.first?.isUppercase ?? false)
    case .sequence(let parts):
      return parts.map { write($0, depth: depth, isToken: isToken) }.filter { !$0.isEmpty }
        .joined(separator: isToken ? "" : " ")
    case .choice(let first, let parts):
      let affordable = parts.indices.filter { (leastDepth(parts[$0]) ?? .max) < depth }
      let cheapest = parts.indices.min { (leastDepth(parts[$0]) ?? .max) < (leastDepth(parts[$1]) ?? .max) } ?? 0
      let index = affordable.isEmpty ? cheapest : random.pick(affordable)
      used.insert(first + index)
      return write(parts[index], depth: depth, isToken: isToken)
    case .optional(let inner):
      return random.chance(50) ? write(inner, depth: depth, isToken: isToken) : ""
    case .repeated(let inner):
      let count = (leastDepth(inner) ?? .max) < depth ? random.below(2) : 0
      return (0..<count).map { _ in write(inner, depth: depth, isToken: isToken) }.filter { !$0.isEmpty }
        .joined(separator: isToken ? "" : " ")
    }
  }
}
