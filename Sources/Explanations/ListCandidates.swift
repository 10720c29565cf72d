import Percolation
import RuleLanguage
import TextAnalysis

/// The lists of a rule without the items that the article has nowhere.
///
/// The definition looks for every item at every word, which takes minutes for a list of a hundred thousand. Where there
/// are many, the index says which words, phrases and names stand in any zone at all: the others have no place, and leaving
/// them out changes nothing. Other items stay.
struct ListCandidates {
  /// Up to so many items the definition is asked without more ado.
  static let fewItems = 500

  let lists: [String: RuleList]
  /// By list, of those items that stayed the numbers in the whole list.
  private var kept: [String: [Int]] = [:]

  init(
    _ query: Expression, _ lists: [String: RuleList], _ article: AnalyzedArticle, _ limits: EvaluationLimits,
    fewItems: Int
  ) {
    var names: Set<String> = []
    Self.collect(query, lists, &names)
    var result = lists
    for name in names.sorted() {
      guard let list = lists[name], list.items.count > fewItems else { continue }
      let numbers = Self.present(in: list, lists, article, limits)
      kept[name] = numbers
      result[name]?.items = numbers.map { list.items[$0] }
    }
    self.lists = result
  }

  /// The items of a list that may have places, as numbers.
  func numbers(in list: RuleList) -> [Int] { kept[list.name] ?? Array(list.items.indices) }

  private static func collect(_ part: Expression, _ lists: [String: RuleList], _ names: inout Set<String>) {
    for (name, _) in part.listNames where names.insert(name).inserted {
      for item in lists[name]?.items ?? [] { collect(item.expression, lists, &names) }
    }
  }

  private static func present(
    in list: RuleList, _ lists: [String: RuleList], _ article: AnalyzedArticle, _ limits: EvaluationLimits
  ) -> [Int] {
    let leaves = list.items.indices.filter { list.items[$0].expression.operands.isEmpty && !list.items[$0].isList }
    let rules = leaves.map { number in
      let anywhere = Expression(.zone(.any, list.items[number].expression), at: 0..<0)
      return Rule(id: String(number), title: "", query: anywhere, queryText: "")
    }
    let (index, _) = RuleIndex.build(RuleSet(rules: rules, lists: lists))
    let known = Set(index.rules.map(\.id))
    let percolator = Percolator(index, limits: limits)
    let found = Set(percolator.matchingRules(in: article, arrival: 0).map { index.rule($0).id })
    let absent = Set(leaves.filter { known.contains(String($0)) && !found.contains(String($0)) })
    return list.items.indices.filter { !absent.contains($0) }
  }
}

extension RuleList.Item {
  fileprivate var isList: Bool { if case .list = expression.kind { true } else { false } }
}
