/// A language whose inflections are known: there is a Snowball stemmer for it. The raw value is its ISO 639-1 code, under
/// which Snowball knows it too.
package enum WordLanguage: String, Sendable, Hashable, CaseIterable {
  case arabic = "ar"
  case armenian = "hy"
  case basque = "eu"
  case catalan = "ca"
  case danish = "da"
  case dutch = "nl"
  case english = "en"
  case finnish = "fi"
  case french = "fr"
  case german = "de"
  case greek = "el"
  case hindi = "hi"
  case hungarian = "hu"
  case indonesian = "id"
  case irish = "ga"
  case italian = "it"
  case lithuanian = "lt"
  case nepali = "ne"
  case norwegian = "no"
  case portuguese = "pt"
  case romanian = "ro"
  case russian = "ru"
  case serbian = "sr"
  case spanish = "es"
  case swedish = "sv"
  case tamil = "ta"
  case turkish = "tr"
  case yiddish = "yi"

  /// In English.
  package var name: String { "\(self)".capitalizedASCII }

  /// The language that a word has by its letters alone: English for Latin ones, Russian for Cyrillic ones; a word without
  /// letters, such as a number, counts as English. `nil` for other letters.
  package init?(byScriptOf script: Script?) {
    switch script {
    case .latin, nil: self = .english
    case .cyrillic: self = .russian
    default: return nil
    }
  }

  package func isWritten(in script: Script) -> Bool {
    switch self {
    case .arabic: script == .arabic
    case .armenian: script == .armenian
    case .greek: script == .greek
    case .hindi, .nepali: script == .devanagari
    case .russian: script == .cyrillic
    case .serbian: script == .cyrillic || script == .latin
    case .tamil: script == .tamil
    case .yiddish: script == .hebrew
    default: script == .latin
    }
  }
}

extension String {
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
