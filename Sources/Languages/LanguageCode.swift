/// A language as the author of a rule names it, with a stemmer or without: its code in small letters, the ISO 639-1 one
/// of those with a stemmer.
package struct LanguageCode: Sendable, Hashable {
  package let text: String

  /// A code of two or three letters, or the English name of a language with a stemmer; letter case makes no difference.
  /// `nil` for anything else.
  package init?(_ written: String) {
    let text = written.lowercased()
    if let language = WordLanguage.allCases.first(where: { $0.name.lowercased() == text || $0.longCode == text }) {
      self.text = language.rawValue
    } else if (2...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) {
      self.text = text
    } else {
      return nil
    }
  }

  /// `nil` where it has no stemmer.
  package var wordLanguage: WordLanguage? { WordLanguage(rawValue: text) }
}

extension WordLanguage {
  /// Of ISO 639-2.
  fileprivate var longCode: String {
    switch self {
    case .arabic: "ara"
    case .armenian: "hye"
    case .basque: "eus"
    case .catalan: "cat"
    case .danish: "dan"
    case .dutch: "nld"
    case .english: "eng"
    case .finnish: "fin"
    case .french: "fra"
    case .german: "deu"
    case .greek: "ell"
    case .hindi: "hin"
    case .hungarian: "hun"
    case .indonesian: "ind"
    case .irish: "gle"
    case .italian: "ita"
    case .lithuanian: "lit"
    case .nepali: "nep"
    case .norwegian: "nor"
    case .portuguese: "por"
    case .romanian: "ron"
    case .russian: "rus"
    case .serbian: "srp"
    case .spanish: "spa"
    case .swedish: "swe"
    case .tamil: "tam"
    case .turkish: "tur"
    case .yiddish: "yid"
    }
  }
}
