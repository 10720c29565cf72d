/// An alphabet, as far as it says something of a word's language.
package enum Script: Sendable, Hashable {
  case latin, cyrillic, greek, hebrew, arabic, armenian, devanagari, tamil, other

  /// The one that most letters of a word are of, the first of several; `nil` where it has no letter.
  package init?(of word: some Sequence<Unicode.Scalar>) {
    var counts: [(script: Script, count: Int)] = []
    for scalar in word where scalar.properties.isAlphabetic {
      let script = Script(of: scalar)
      if let index = counts.firstIndex(where: { $0.script == script }) {
        counts[index].count += 1
      } else {
        counts.append((script, 1))
      }
    }
    guard let most = counts.map(\.count).max(), let first = counts.first(where: { $0.count == most }) else {
      return nil
    }
    self = first.script
  }

  private init(of letter: Unicode.Scalar) {
    switch letter.value {
    case 0x41...0x24F, 0x1E00...0x1EFF: self = .latin
    case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
    case 0x400...0x52F: self = .cyrillic
    case 0x530...0x58F: self = .armenian
    case 0x590...0x5FF: self = .hebrew
    case 0x600...0x6FF, 0x750...0x77F: self = .arabic
    case 0x900...0x97F: self = .devanagari
    case 0xB80...0xBFF: self = .tamil
    default: self = .other
    }
  }
}
