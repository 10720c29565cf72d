/// The forms of words of letters and digits of one or two bytes, which most words are, character by character.
///
/// In such a word no character's forms depend on its neighbours, unless it mixes alphabets: only marks compose and are
/// ordered, and here every mark is part of its letter. So the forms of each character alone, which `WordFolding` gives,
/// are the forms of the word in a row. Characters that become several, such as ß, are left to `WordFolding`.
struct PlainFolding: Sendable {
  static let shared = PlainFolding()

  /// What becomes of a character below U+0800.
  private struct Entry {
    /// 0 where the character is none of a plain word.
    var folded: UInt16 = 0
    var exact: UInt16 = 0
    var alphabets: UInt8 = 0
  }

  private let entries: [Entry]

  private init() {
    entries = (UInt32(0)..<0x800).map { PlainFolding.entry(of: $0) ?? Entry() }
  }

  private static func entry(of value: UInt32) -> Entry? {
    let info = CharacterTable.shared.info(value)
    guard info.isOf(.letter) || info.isOf(.digit), let scalar = Unicode.Scalar(value) else { return nil }
    let forms = WordFolding.forms(of: [scalar])
    guard forms.folded.count == 1, forms.exact.count == 1, forms.folded[0].value < 0x800, forms.exact[0].value < 0x800
    else { return nil }
    // ASCII stays ASCII, so that no form is longer than the word.
    if value < 0x80 && !(forms.folded[0].isASCII && forms.exact[0].isASCII) { return nil }
    return Entry(
      folded: UInt16(forms.folded[0].value), exact: UInt16(forms.exact[0].value),
      alphabets: LookAlikes.alphabets(of: Normalization.decomposed([scalar])))
  }

  /// `nil` where the word is not plain. `surface` is valid UTF-8.
  func form(of surface: Span<UInt8>) -> WordForm? {
    let entries = self.entries.span
    var alphabets: UInt8 = 0
    var isFolded = true
    var isExact = true
    var index = 0
    while index < surface.count {
      guard let scalar = PlainFolding.scalar(at: &index, surface) else { return nil }
      let entry = entries[Int(scalar)]
      if entry.folded == 0 { return nil }
      alphabets |= entry.alphabets
      isFolded = isFolded && entry.folded == scalar
      isExact = isExact && entry.exact == scalar
    }
    guard alphabets & (alphabets &- 1) == 0 else { return nil }
    let exact = isExact ? PlainFolding.string(surface) : string(surface, \.exact)
    return WordForm(
      folded: isFolded ? (isExact ? exact : PlainFolding.string(surface)) : string(surface, \.folded), exact: exact)
  }

  @inline(__always)
  private static func scalar(at index: inout Int, _ bytes: Span<UInt8>) -> UInt16? {
    let first = bytes[index]
    index += 1
    if first < 0x80 { return UInt16(first) }
    guard first < 0xE0 else { return nil }
    index += 1
    return UInt16(first & 0x1F) << 6 | UInt16(bytes[index - 1] & 0x3F)
  }

  private static func string(_ bytes: Span<UInt8>) -> String {
    bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// One form of each character in a row.
  @inline(__always)
  private func string(_ surface: Span<UInt8>, _ form: (Entry) -> UInt16) -> String {
    let entries = self.entries.span
    // No character's form is longer than the character, so that as many bytes are enough.
    return String(unsafeUninitializedCapacity: surface.count) { buffer -> Int in
      var index = 0
      var count = 0
      while index < surface.count, let scalar = PlainFolding.scalar(at: &index, surface) {
        let written = form(entries[Int(scalar)])
        if written < 0x80 {
          buffer[count] = UInt8(truncatingIfNeeded: written)
          count += 1
        } else {
          buffer[count] = 0xC0 | UInt8(truncatingIfNeeded: written >> 6)
          buffer[count + 1] = 0x80 | UInt8(truncatingIfNeeded: written & 0x3F)
          count += 2
        }
      }
      return count
    }
  }
}
