/// Letters of another alphabet that look the same, in words that mix alphabets.
///
/// A word of one alphabet is never changed, although `СССР` and `CCCP` look alike: words wholly of such letters are
/// common (Russian сор and English cop, сера and Spanish cepa), and `рос*` has to find Россия. In a mixed word every
/// letter that has a twin is read in the alphabet of the letters that have none. Where that decides nothing, letters
/// decide whose twin is rare (Cyrillic ѕ һ ј), then the alphabet that most letters are of, then Cyrillic before Latin
/// before Greek.
enum LookAlikes {
  private enum Alphabet: Int, CaseIterable { case cyrillic, latin, greek }

  /// Works in place on decomposed text, so that ё and ë, ї and ï are twins too.
  static func unify(_ scalars: inout [Unicode.Scalar]) {
    var counts = [0, 0, 0]
    for scalar in scalars {
      if let alphabet = alphabet(of: scalar) { counts[alphabet.rawValue] += 1 }
    }
    guard counts.count(where: { $0 > 0 }) > 1 else { return }
    var anchors = [0, 0, 0]
    var rareTwins = [0, 0, 0]
    for scalar in scalars {
      guard let own = alphabet(of: scalar) else { continue }
      let hasTwin = Alphabet.allCases.contains { other in
        other != own && counts[other.rawValue] > 0 && twin(of: scalar, in: other) != nil
      }
      if !hasTwin { anchors[own.rawValue] += 1 }
      if latinWithRareTwin.contains(scalar) { rareTwins[own.rawValue] += 1 }
    }
    func rank(_ alphabet: Alphabet) -> (Int, Int, Int, Int) {
      let index = alphabet.rawValue
      return (anchors[index], rareTwins[index], counts[index], -index)
    }
    guard let target = Alphabet.allCases.max(by: { rank($0) < rank($1) }) else { return }
    for index in scalars.indices {
      if let twin = twin(of: scalars[index], in: target) { scalars[index] = twin }
    }
  }

  /// One bit for each alphabet that has a letter here.
  static func alphabets(of scalars: [Unicode.Scalar]) -> UInt8 {
    scalars.reduce(0) { alphabets, scalar in alphabets | (alphabet(of: scalar).map { 1 << UInt8($0.rawValue) } ?? 0) }
  }

  private static func alphabet(of scalar: Unicode.Scalar) -> Alphabet? {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A: .latin
    case 0x400...0x482, 0x48A...0x52F: .cyrillic
    case 0x370...0x373, 0x376...0x377, 0x37B...0x37D, 0x37F, 0x386...0x3FF, 0x1F00...0x1FFF: .greek
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x250...0x2AF, 0x1E00...0x1EFF: .latin
    default: nil
    }
  }

  /// The letter of another alphabet that looks the same.
  private static func twin(of scalar: Unicode.Scalar, in target: Alphabet) -> Unicode.Scalar? {
    twins[target.rawValue][scalar]
  }

  /// One row a shape: Cyrillic, Latin, Greek; `.` where an alphabet has none.
  private static let shapes = """
    А A Α|В B Β|С C Ϲ|Е E Ε|Н H Η|І I Ι|Ј J Ϳ|К K Κ|М M Μ|. N Ν|О O Ο|Р P Ρ|Ѕ S .|Т T Τ|. V .|Х X Χ|У Y Υ|. Z Ζ|Ә Ə .
    а a α|с c ϲ|е e .|һ h .|і i ι|ј j ϳ|к k κ|о o ο|р p ρ|ѕ s .|. u υ|. v ν|х x χ|у y γ|ә ə .
    """

  /// Rare Cyrillic letters that are read as Latin ones, never the other way round.
  private static let cyrillicAsLatin = "ԁ d|ԛ q|ԝ w|ӏ l|Ӏ I|ү y|Ү Y|ѵ v|Ѵ V"

  private static let latinWithRareTwin: Set<Unicode.Scalar> = ["s", "S", "h", "j", "J"]

  /// By target alphabet: letters of the others to theirs.
  private static let twins: [[Unicode.Scalar: Unicode.Scalar]] = {
    var twins: [[Unicode.Scalar: Unicode.Scalar]] = [[:], [:], [:]]
    for row in shapes.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
      let letters = row.split(separator: " ").map { $0.unicodeScalars.first }
      for (target, letter) in letters.enumerated() {
        guard let letter, letter != "." else { continue }
        for case let other? in letters where other != letter && other != "." { twins[target][other] = letter }
      }
    }
    for row in cyrillicAsLatin.split(separator: "|") {
      let letters = row.split(separator: " ").compactMap(\.unicodeScalars.first)
      if letters.count == 2 { twins[Alphabet.latin.rawValue][letters[0]] = letters[1] }
    }
    return twins
  }()
}
