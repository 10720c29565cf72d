import Articles
import Diagnostics
import Percolation
import RuleLanguage
import TextAnalysis

/// Words of denial and correction, ready to be looked for: each item of each list of a file is one. Immutable, shared by
/// all workers.
package final class CorrectionWords: Sendable {
  /// One of them in a sentence of an article.
  package struct Found: Sendable, Equatable {
    /// As it stands in the list.
    package let item: String
    /// `nil` where it may stand in more than was looked at.
    package let sentence: UInt32?
    package let zone: Zone

    package init(item: String, sentence: UInt32?, zone: Zone) {
      self.item = item
      self.sentence = sentence
      self.zone = zone
    }
  }

  /// What a file gave; `words` where nothing in it is wrong.
  package struct Load: Sendable {
    package var words: CorrectionWords?
    package var diagnostics: [Diagnostic]
    /// For showing diagnostics.
    package var sources: [String: SourceText]
  }

  /// More would be another purpose: they are looked for in every article that matches a rule.
  package static let maximumItems = 1_000

  fileprivate let index: RuleIndex

  private init(index: RuleIndex) { self.index = index }

  package var count: Int { index.ruleCount }

  /// Reads a file of lists, in the syntax of rule files; `nil` for the lists that come with the program. Never throws:
  /// what is wrong is among the diagnostics.
  package static func load(_ path: String?) -> Load {
    path.map { load(RuleFolder.load($0), file: $0) } ?? load(RuleFolder.load(text: standard, file: standardName))
  }

  package static func load(text: String, file: String) -> Load {
    load(RuleFolder.load(text: text, file: file), file: file)
  }

  private static func load(_ load: RuleLoad, file: String = standardName) -> Load {
    var diagnostics = load.diagnostics.filter { $0.severity == .error }
    let lists = load.ruleSet.lists.values.sorted { $0.name < $1.name }
    var known: Set<String> = []
    let rules = lists.flatMap { list in
      list.items.filter { known.insert($0.text).inserted }.map { item in
        Rule(
          id: item.text, title: item.text, language: list.language, query: item.expression,
          // An item of plain words is a phrase, which is written otherwise in a query.
          queryText: QueryPrinter.print(item.expression), location: list.location, version: list.name)
      }
    }
    func refuse(_ message: String, hint: String) {
      diagnostics.append(Diagnostic("correction-words", .error, message, file: file, at: 0..<0, hint: hint))
    }
    if !load.ruleSet.rules.isEmpty {
      refuse(
        "there are rules in the file of words of denial and correction",
        hint: "it may have lists only; rules belong into the rules folder")
    } else if rules.count > maximumItems {
      refuse("there are more than \(maximumItems) words of denial and correction", hint: "take some out")
    } else if rules.isEmpty, diagnostics.isEmpty {
      refuse("there are no words of denial and correction in the file", hint: "write at least one list with one item")
    }
    guard diagnostics.isEmpty else { return Load(words: nil, diagnostics: diagnostics, sources: load.sources) }
    let (index, more) = RuleIndex.build(RuleSet(rules: rules, lists: load.ruleSet.lists), sources: load.sources)
    guard !more.hasErrors else { return Load(words: nil, diagnostics: more, sources: load.sources) }
    return Load(words: CorrectionWords(index: index), diagnostics: [], sources: load.sources)
  }
}

/// Looks for words of denial and correction in articles, one after another. Scratch memory of one worker.
package final class CorrectionFinder {
  private let percolator: Percolator

  package init(_ words: CorrectionWords) { percolator = Percolator(words.index) }

  /// Of one item, so many sentences are told apart.
  static let maximumSentences = 20
  /// So many findings are told of an article.
  static let maximumFindings = 500

  /// The items that stand in an article, once for each sentence that they stand in, in the order of the text. An item of
  /// which not every place was looked at counts as present somewhere.
  package func words(in article: AnalyzedArticle) -> [CorrectionWords.Found] {
    let findings = percolator.findings(in: article, arrival: 0)
    var found: [CorrectionWords.Found] = []
    for match in findings.matches where found.count < Self.maximumFindings {
      var last: UInt32?
      var sentences = 0
      for first in match.parts.flatMap(\.spans).map(\.first).sorted() {
        let token = article.tokens[first]
        guard token.sentence != last else { continue }
        last = token.sentence
        sentences += 1
        guard sentences <= Self.maximumSentences else { break }
        found.append(CorrectionWords.Found(item: match.rule.id, sentence: token.sentence, zone: token.zone))
      }
      // A match shows no more places than that of a part.
      if match.isTruncated || match.parts.contains(where: { $0.spans.count >= Self.maximumSentences }) {
        found.append(CorrectionWords.Found(item: match.rule.id, sentence: nil, zone: .body))
      }
    }
    found += findings.uncertain.map { CorrectionWords.Found(item: $0.id, sentence: nil, zone: .body) }
    return Array(found.prefix(Self.maximumFindings))
  }
}
