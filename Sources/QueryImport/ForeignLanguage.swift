import Languages
import RuleLanguage

/// Languages as other programs name them. Articles say theirs as a code of ISO 639, and that is what `lang:` compares.
enum ForeignLanguage {
  /// The names of those without a stemmer, and Factiva's own codes; `LanguageCode` knows the others.
  private static let names: [String: String] = [
    "afrikaans": "af", "albanian": "sq", "azerbaijani": "az", "belarusian": "be", "bengali": "bn", "bosnian": "bs",
    "bulgarian": "bg", "burmese": "my", "chinese": "zh", "croatian": "hr", "czech": "cs", "estonian": "et",
    "farsi": "fa", "georgian": "ka", "hebrew": "he", "icelandic": "is", "japanese": "ja", "kazakh": "kk", "khmer": "km",
    "korean": "ko", "kurdish": "ku", "kyrgyz": "ky", "lao": "lo", "latvian": "lv", "macedonian": "mk", "malay": "ms",
    "mongolian": "mn", "pashto": "ps", "persian": "fa", "polish": "pl", "punjabi": "pa", "slovak": "sk",
    "slovenian": "sl", "somali": "so", "swahili": "sw", "tagalog": "tl", "tajik": "tg", "thai": "th", "turkmen": "tk",
    "ukrainian": "uk", "urdu": "ur", "uzbek": "uz", "vietnamese": "vi", "zhcn": "zh", "zhtw": "zh",
  ]

  /// The code in place of a name; anything else as it is, which is told unless it is a code.
  static func coded(_ value: [WordPattern.Element], _ notes: inout ImportNotes) -> [WordPattern.Element] {
    guard value.count == 1, case .text(let written) = value[0] else { return value }
    if let code = names[written.lowercased()] ?? LanguageCode(written)?.text { return [.text(code)] }
    notes.differs("lang:\(written): write the code that your articles have, as in lang:en")
    return value
  }
}
