/// Russian words with all their forms, by the declension tables of the grammar: independent of `RussianParadigm`.
enum RussianDeclensions {
  struct Word {
    /// The dictionary form.
    let word: String
    let forms: Set<String>
  }

  /// How the words of a line are declined. Each word is `base`, `base/other` or `base/other/another`; what the others are
  /// stands at the table.
  enum Table: String, CaseIterable {
    /// -, -а …; other: the base of all other forms (отец, отц).
    case hardMasculine
    /// The same with и for ы, after к, г, х.
    case velarMasculine
    /// After ж, ч, ш, щ; other where the ending has the stress.
    case hushingMasculine
    /// -ец; other as above; a third where the ending has no stress.
    case masculineOnTs
    /// -ь
    case softMasculine
    /// -й
    case masculineOnI
    /// -ий
    case masculineOnIi
    /// -а; other: the genitive of the plural.
    case hardFeminine
    case velarFeminine
    case hushingFeminine
    /// -ца
    case feminineOnTsa
    /// -я; other as above.
    case softFeminine
    case feminineOnIya
    /// -ь
    case softSignFeminine
    case softSignFeminineHushing
    /// -о; other as above.
    case hardNeuter
    /// -ие
    case neuterOnIe
    case hardAdjective
    case velarAdjective
    case softAdjective
    case hushingAdjective
    /// Plural only, of hard bases; other: the genitive.
    case hardPlural
    case velarPlural
    case iyaPlural
    /// Иванов, Путин: men, women and families.
    case surname
    case indeclinable
  }

  static let words: [Word] =
    RussianWords.lines.flatMap { table, line in
      line.split(whereSeparator: \.isWhitespace).map { decline($0.split(separator: "/").map(String.init), by: table) }
    }
    + RussianWords.irregular.map { line in
      let forms = line.split(whereSeparator: \.isWhitespace).map(String.init)
      return Word(word: forms[0], forms: Set(forms))
    }

  private static func decline(_ parts: [String], by table: Table) -> Word {
    let base = parts[0]
    let other = parts.count > 1 ? parts[1] : base
    func word(_ ending: String, _ stem: String, _ endings: String, _ more: [String] = []) -> Word {
      let forms = endings.split(separator: " ").map { stem + ($0 == "-" ? "" : $0) }
      return Word(word: base + ending, forms: Set([base + ending] + forms + more))
    }
    switch table {
    case .hardMasculine: return word("", other, "а у ом е ы ов ам ами ах")
    case .velarMasculine: return word("", other, "а у ом е и ов ам ами ах")
    case .hushingMasculine: return word("", base, "а у \(parts.count > 1 ? "ом" : "ем") е и ей ам ами ах")
    case .masculineOnTs:
      return word("", other, parts.count > 2 ? "а у ем е ы ев ам ами ах" : "а у ом е ы ов ам ами ах")
    case .softMasculine: return word("ь", other, "я ю ем е и ей ям ями ях")
    case .masculineOnI: return word("й", base, "я ю ем е и ев ям ями ях")
    case .masculineOnIi: return word("ий", base, "ия ию ием ии иев иям иями иях")
    case .hardFeminine: return word("а", base, "ы е у ой ою ам ами ах", [other])
    case .velarFeminine: return word("а", base, "и е у ой ою ам ами ах", [other])
    case .hushingFeminine: return word("а", base, "и е у ей ею ам ами ах", [other])
    case .feminineOnTsa: return word("а", base, "ы е у ей ею ам ами ах", [other])
    case .softFeminine: return word("я", base, "и е ю ей ею ям ями ях", [parts.count > 1 ? other : base + "ь"])
    case .feminineOnIya: return word("ия", base, "ии ию ией иею ий иям иями иях")
    case .softSignFeminine: return word("ь", base, "и ью ей ям ями ях")
    case .softSignFeminineHushing: return word("ь", base, "и ью ей ам ами ах")
    case .hardNeuter: return word("о", base, "а у ом е ам ами ах", [other])
    case .neuterOnIe: return word("ие", base, "ия ию ием ии ий иям иями иях")
    case .hardAdjective: return word("ый", base, "ого ому ым ом ая ой ую ою ое ые ых ыми")
    case .velarAdjective: return word("ий", base, "ого ому им ом ая ой ую ою ое ие их ими")
    case .softAdjective: return word("ий", base, "его ему им ем яя ей юю ею ее ие их ими")
    case .hushingAdjective: return word("ий", base, "его ему им ем ая ей ую ею ее ие их ими")
    case .hardPlural: return word("ы", base, "ам ами ах", [parts.count > 1 ? other : base + "ов"])
    case .velarPlural: return word("и", base, "ам ами ах", [parts.count > 1 ? other : base + "ов"])
    case .iyaPlural: return word("ии", base, "ий иям иями иях")
    case .surname: return word("", base, "а у ым е ой ы ых ыми")
    case .indeclinable: return Word(word: base, forms: [base])
    }
  }
}
