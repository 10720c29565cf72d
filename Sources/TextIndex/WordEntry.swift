/// A word as some articles of a segment write it, and which.
struct WordEntry: Equatable {
  /// UTF-8. Empty, with the surface, for articles that have words too long to be looked for.
  var folded: [UInt8]
  var surface: [UInt8]
  /// Ids, counted from the first of the segment; ascending, each once.
  var documents: [UInt32]

  /// Whether it stands before another one: by the bytes of the folded form, then of the surface.
  func precedes(_ other: WordEntry) -> Bool {
    folded == other.folded
      ? surface.lexicographicallyPrecedes(other.surface) : folded.lexicographicallyPrecedes(other.folded)
  }
}

/// What an index has that it should not have.
struct DamagedPage: Error {}

/// Some words of a segment, in their order, as bytes: of each how many bytes of the folded form it shares with the one
/// before, the rest of that, the surface (nothing where it is the same), and the documents as differences. Numbers in seven
/// bits a byte, the lowest first.
enum WordPage {
  /// A page ends with the word with which it gets so long, so that a row fits a page of SQLite as a rule.
  static let bytes = 3_900

  static func append(_ entry: WordEntry, after previous: [UInt8], to page: inout [UInt8]) {
    let shared = zip(entry.folded, previous).prefix { $0 == $1 }.count
    append(UInt64(shared), to: &page)
    append(UInt64(entry.folded.count - shared), to: &page)
    page += entry.folded[shared...]
    if entry.surface == entry.folded {
      append(0, to: &page)
    } else {
      append(UInt64(entry.surface.count), to: &page)
      page += entry.surface
    }
    append(UInt64(entry.documents.count), to: &page)
    var last: UInt32 = 0
    for document in entry.documents {
      append(UInt64(document - last), to: &page)
      last = document
    }
  }

  private static func append(_ number: UInt64, to page: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      page.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    page.append(UInt8(truncatingIfNeeded: rest))
  }

}

/// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): against a disk that fails, not against people.
struct Checksum {
  private var state: UInt64 = 14_695_981_039_346_656_037

  mutating func combine(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }

  /// With its length, so that what follows is not taken for a part of it.
  mutating func combine(_ bytes: [UInt8]) {
    combine(Int64(bytes.count))
    for byte in bytes { combine(byte) }
  }

  mutating func combine(_ number: Int64?) {
    guard let number else { return combine(UInt8(0)) }
    for shift in stride(from: 0, to: 64, by: 8) { combine(UInt8(truncatingIfNeeded: number >> Int64(shift))) }
  }

  var value: Int64 { Int64(bitPattern: state) }
}

/// Reads the words of a page, one after another. Whatever the bytes are, it reads none beyond their end.
struct WordPageReader {
  private let page: [UInt8]
  private var place = 0
  private(set) var folded: [UInt8] = []
  /// Empty where it is the folded form.
  private var ownSurface: Range<Int> = 0..<0

  init(_ page: [UInt8]) { self.page = page }

  /// Goes on to the next word, whose documents are then to be read or passed over; false at the end.
  mutating func next() throws(DamagedPage) -> Bool {
    guard place < page.count else { return false }
    let shared = try length()
    let rest = try length()
    guard shared <= folded.count, rest <= page.count - place else { throw DamagedPage() }
    folded.removeSubrange(shared...)
    folded += page[place..<place + rest]
    place += rest
    let count = try length()
    guard count <= page.count - place else { throw DamagedPage() }
    ownSurface = place..<place + count
    place += count
    return true
  }

  var surface: [UInt8] { ownSurface.isEmpty ? folded : Array(page[ownSurface]) }

  /// Calls with each document.
  ///
  /// - Parameter bound: documents are below.
  mutating func forEachDocument(below bound: UInt32, _ body: (UInt32) -> Void) throws(DamagedPage) {
    var document: UInt64 = 0
    for index in 0..<(try length()) {
      let difference = try number()
      guard difference > 0 || index == 0, difference < UInt64(bound), document + difference < UInt64(bound) else {
        throw DamagedPage()
      }
      document += difference
      body(UInt32(document))
    }
  }

  /// Without reading them.
  mutating func skipDocuments() throws(DamagedPage) {
    for _ in 0..<(try length()) {
      while place < page.count, page[place] >= 0x80 { place += 1 }
      guard place < page.count else { throw DamagedPage() }
      place += 1
    }
  }

  /// A number that counts bytes, or what takes at least one each.
  private mutating func length() throws(DamagedPage) -> Int {
    guard let length = Int(exactly: try number()), length <= page.count else { throw DamagedPage() }
    return length
  }

  private mutating func number() throws(DamagedPage) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while place < page.count, shift < 63 {
      let byte = page[place]
      place += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    throw DamagedPage()
  }
}
