/// Which endings may follow one another: an automaton over sounds.
///
/// A noun takes, each at most once and in this order, the plural, a possessive, a case, and what makes a sentence of it
/// (-dir, -mi); -dagi and -niki make an adjective, which is declined anew. A verb takes voice, negation, tense and
/// person; its participles and its verbal noun are declined. The order and the forms are those of descriptions of Uzbek,
/// such as A. F. Sjoberg, Uzbek Structural Grammar (1962), A. Bodrogligeti, An Academic Reference Grammar of Modern
/// Literary Uzbek (2003), and A. N. Kononov, Grammatika sovremennogo uzbekskogo literaturnogo yazyka (1960). Left out is what
/// makes other words rather than forms of one (-lik, -chi, -cha, -siz, -roq), and what is as short as the end of
/// many words (-man and -san behind nouns).
struct UzbekEndings {
  /// What has been read so far.
  enum State: Int, CaseIterable {
    case noun, plural, owned, cased, adjective, statement, closed
    /// A stem as it is before a possessive that begins with a vowel, and before -ka, -qa: no word by itself.
    case changedStem, hardenedStem
    /// A word that has lost its possessive and has to get one again, perhaps behind the plural.
    case unowned, unownedPlural
    case verb, passive, negated, past, participle, present, progressive, intention, converb, conditional, aorist

    /// Whether a word may end here.
    var isWord: Bool {
      switch self {
      case .noun, .plural, .owned, .cased, .adjective, .statement, .closed: true
      case .past, .participle, .intention, .converb, .conditional, .aorist: true
      case .changedStem, .hardenedStem, .unowned, .unownedPlural, .verb, .passive, .negated, .present, .progressive:
        false
      }
    }
  }

  /// What an ending has to stand behind.
  enum Place: Int {
    case anywhere, vowel, consonant, rounded, k, q, l, consonantButL

    func admits(_ last: Last) -> Bool {
      switch self {
      case .anywhere: true
      case .vowel: last == .open || last == .rounded
      case .consonant: last != .open && last != .rounded
      case .rounded: last == .rounded
      case .k: last == .k
      case .q: last == .q
      case .l: last == .l
      case .consonantButL: Place.consonant.admits(last) && last != .l
      }
    }
  }

  /// The last sound, as far as endings ask.
  enum Last: Int, CaseIterable {
    case open, rounded, k, q, l, other

    init(_ sound: UInt8?) {
      switch sound {
      case UInt8(ascii: "a"), UInt8(ascii: "i"): self = .open
      case UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "O"), UInt8(ascii: "e"): self = .rounded
      case UInt8(ascii: "k"): self = .k
      case UInt8(ascii: "q"): self = .q
      case UInt8(ascii: "l"): self = .l
      default: self = .other
      }
    }
  }

  private struct Ending {
    let sounds: [UInt8]
    let place: Place
    let last: Last
    let target: State
  }

  static let shared = UzbekEndings()

  /// Of each state.
  private var endings = [[Ending]](repeating: [], count: State.allCases.count)

  /// Whether what follows `nodes` in a word are endings that may stand behind a stem, or nothing.
  func isComplete(_ word: UzbekSpelling, from nodes: UInt64, _ state: State, after sound: UInt8?, isLong: Bool) -> Bool
  {
    // For each state and last sound the nodes reached with it. They only grow, so this ends.
    var reached = [UInt64](repeating: 0, count: State.allCases.count * Last.allCases.count)
    var open: [Int] = []
    func reach(_ state: State, _ last: Last, _ nodes: UInt64) {
      let index = state.rawValue * Last.allCases.count + last.rawValue
      if nodes & ~reached[index] == 0 { return }
      reached[index] |= nodes
      open.append(index)
    }
    reach(state, Last(sound), nodes)
    while let index = open.popLast() {
      let nodes = reached[index]
      guard let state = State(rawValue: index / Last.allCases.count),
        let last = Last(rawValue: index % Last.allCases.count)
      else { continue }
      if state.isWord, word.isEnd(nodes) { return true }
      for ending in endings[state.rawValue] where ending.place.admits(last) {
        reach(ending.target, ending.last, word.follow(ending.sounds, from: nodes, isLong: isLong))
      }
    }
    return false
  }

  // MARK: - The table

  private init() {
    addNouns()
    addVerbs()
  }

  private mutating func add(_ from: [State], _ texts: String, behind place: Place = .anywhere, to target: State) {
    for text in texts.split(separator: " ") {
      let sounds = Array(text.utf8)
      for state in from {
        endings[state.rawValue].append(
          Ending(sounds: sounds, place: place, last: Last(sounds.last), target: target))
      }
    }
  }

  private mutating func addNouns() {
    add([.noun, .adjective, .participle], "lar", to: .plural)
    add([.unowned], "lar", to: .unownedPlural)
    let bare: [State] = [.noun, .plural, .adjective, .participle, .unowned, .unownedPlural]
    add(bare + [.changedStem], "im ing i imiz ingiz", behind: .consonant, to: .owned)
    add(bare, "m ng si miz ngiz", behind: .vowel, to: .owned)
    // avzoyi, mavzuyim, mavqei
    add(bare, "yim ying yi yimiz yingiz i", behind: .rounded, to: .owned)
    let declined: [State] = [.noun, .plural, .owned, .adjective, .participle]
    add(declined, "ning ni ga da dan gaCa dek day", to: .cased)
    add(declined, "ka kaCa", behind: .k, to: .cased)
    add(declined + [.hardenedStem], "qa qaCa", behind: .q, to: .cased)
    add(declined, "dagi niki", to: .adjective)
    add(declined + [.cased, .intention], "dir dirlar", to: .statement)
    add(declined + [.cased], "gina", to: .cased)
    add(declined + [.cased], "kina", behind: .k, to: .cased)
    add(declined + [.cased], "qina", behind: .q, to: .cased)
    add([.owned, .cased], "oq", behind: .consonant, to: .closed)
    add([.owned, .cased], "yoq", behind: .vowel, to: .closed)
    let said: [State] = [.statement, .past, .converb, .conditional, .aorist, .intention]
    add(declined + [.cased] + said, "mi mikan midi midir", to: .closed)
  }

  private mutating func addVerbs() {
    add([.verb], "il", behind: .consonantButL, to: .passive)
    add([.verb], "in", behind: .l, to: .passive)
    add([.verb], "l n", behind: .vowel, to: .passive)
    add([.verb], "yil", behind: .rounded, to: .passive)
    let stems: [State] = [.verb, .passive]
    let finite: [State] = [.verb, .passive, .negated]
    add(stems, "ma", to: .negated)
    // Nouns: -moq, -ish, -maslik.
    add(finite, "moq", to: .cased)
    add(finite, "moGi", to: .owned)
    add(stems, "S", behind: .vowel, to: .noun)
    add(stems, "yiS", behind: .rounded, to: .noun)
    add(stems, "iS", behind: .consonant, to: .noun)
    add([.aorist, .participle], "lik", to: .noun)
    // Participles.
    add(finite, "gan", to: .participle)
    add(finite, "kan", behind: .k, to: .participle)
    add(finite, "qan", behind: .q, to: .participle)
    add(stems, "ayotgan", behind: .consonant, to: .participle)
    add(finite, "yotgan", behind: .vowel, to: .participle)
    add([.present], "digan", to: .participle)
    // Tenses.
    add(finite, "di", to: .past)
    add([.participle, .aorist], "di", to: .past)
    add([.conditional], "ydi", to: .past)
    add(stems, "a", behind: .consonant, to: .present)
    add(finite, "y", behind: .vowel, to: .present)
    add(finite, "yap", to: .progressive)
    add(finite, "moqda moqCi", to: .intention)
    add(stems, "ib", behind: .consonant, to: .converb)
    add(stems, "b", behind: .vowel, to: .converb)
    add(stems, "may", to: .converb)
    add(stems, "masdan", to: .closed)
    add(finite, "gaC gunCa", to: .closed)
    add(finite, "kaC kunCa", behind: .k, to: .closed)
    add(finite, "qaC qunCa", behind: .q, to: .closed)
    add(finite, "sa", to: .conditional)
    add(stems, "ar", behind: .consonant, to: .aorist)
    add(stems, "r", behind: .vowel, to: .aorist)
    add([.negated], "s", to: .aorist)
    // Persons.
    add([.past, .conditional], "m ng k ngiz lar nglar", to: .statement)
    add([.participle, .present, .intention, .converb, .aorist], "man san miz siz sizlar", to: .statement)
    add([.present, .converb], "di dilar", to: .statement)
    add([.progressive], "man san ti miz siz tilar", to: .statement)
    add([.intention, .aorist], "lar", to: .statement)
    add([.aorist], "kan", to: .statement)
    add(stems, "ing inglar ay aylik", behind: .consonant, to: .statement)
    add(stems, "ng nglar ylik", behind: .vowel, to: .statement)
    add(finite, "sin sinlar", to: .statement)
  }
}
