import CSnowball
import Languages
import Synchronization

/// Snowball's stemmer of one language (https://snowballstem.org). May be used from anywhere; one word at a time.
package final class Stemmer: Sendable {
  /// Owned for ever: there is one of each language, and Snowball keeps the last word in it.
  private let stemmer: Mutex<OpaquePointer?>

  private static let shared: [WordLanguage: Stemmer] = Dictionary(
    uniqueKeysWithValues: WordLanguage.allCases.map { ($0, Stemmer($0)) })

  private init(_ language: WordLanguage) { stemmer = Mutex(sb_stemmer_new(language.rawValue, nil)) }

  package static func of(_ language: WordLanguage) -> Stemmer {
    guard let stemmer = shared[language] else { preconditionFailure("every language has one") }
    return stemmer
  }

  /// Whether the library on this machine has the language: an older one may not.
  package var isKnown: Bool { stemmer.withLock { $0 != nil } }

  /// What the inflections of a word have in common, folded. Stemmers read accents, so a stem is computed before they are
  /// folded; Cyrillic letters keep theirs when they are folded, but for ё and stress marks, which would mislead a stemmer.
  ///
  /// A word that Snowball cannot take, as when memory is exhausted, is its own stem.
  package func stem(_ form: WordForm) -> String {
    if form.folded.utf8.first.map({ $0 == 0xD0 || $0 == 0xD1 }) ?? false { return stem(folded: form.folded) }
    let stem = stem(folded: form.exact.lowercased())
    return stem.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "'") } ? stem : WordForm(surface: stem).folded
  }

  /// The stem of a word in small letters, as Snowball gives it.
  func stem(folded word: String) -> String {
    stemmer.withLock { stemmer in
      guard let stemmer else { return word }
      var word = word
      return word.withUTF8 { bytes in
        // Snowball reads so many bytes and keeps no pointer to them; what it gives stays until its next word, which the
        // lock holds off.
        guard let stem = sb_stemmer_stem(stemmer, bytes.baseAddress, Int32(clamping: bytes.count)) else {
          return String(decoding: bytes, as: UTF8.self)
        }
        let count = Int(sb_stemmer_length(stemmer))
        return String(decoding: UnsafeBufferPointer(start: stem, count: count), as: UTF8.self)
      }
    }
  }
}
