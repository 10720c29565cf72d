/// Ten thousand terms of a list: once plain words, once with a tenth of them as near spellings and a tenth as names.
package struct TermList {
  package static let count = 10_000
  package static let formCount = 1_000

  /// Items of a list, each a word.
  package let plain: [String]
  /// The same, but for `formCount` words with `~2` and as many names of two of the words.
  package let withForms: [String]

  /// - Throws: `Failure`, where the articles have too few words.
  package init(_ corpus: Corpus, seed: UInt64) throws(Failure) {
    var random = SplitMix64(seed: seed)
    // Words that stand in half of all articles are in nobody's list.
    let most = corpus.articles.count / 20
    var words = corpus.words.indices.filter {
      corpus.articlesOfWord[$0].count <= most && corpus.words[$0].unicodeScalars.count >= 4
        && corpus.words[$0].allSatisfy(\.isLetter)
    }.map { corpus.words[$0] }
    random.shuffle(&words)
    // Long ones first in a part of their own: `~2` takes words of seven letters and more.
    let long = words.filter { $0.unicodeScalars.count >= 7 }.prefix(Self.formCount)
    let taken = Set(long)
    let rest = words.filter { !taken.contains($0) }.prefix(Self.count - long.count)
    guard long.count == Self.formCount, rest.count == Self.count - Self.formCount else {
      throw Failure("The articles have too few different words for a list of \(Self.count).")
    }
    plain = Array(long) + rest
    let surnames = rest.prefix(Self.formCount)
    let givenNames = rest.dropFirst(Self.formCount)
    withForms =
      long.map { $0 + "~2" } + zip(givenNames, surnames).map { "name(\($0.capitalized) \($1.capitalized))" }
      + rest.dropFirst(Self.formCount)
  }
}

extension String {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
