/// Every form inside every operator, once where it matches and once where it just does not. `ConformanceCoverageTests`
/// sees to it that none is left out.
extension ConformanceTests {
  static let pairs: [Row] = [
    pairsOfAnd, pairsOfOrOfPlaces, pairsOfOrOfTruths, pairsOfNot,
    pairsOfNearWords, pairsOfNearSentence, pairsOfNearParagraph, pairsOfBefore,
    pairsOfNearList, pairsOfUnlessKept, pairsOfUnlessExcluded, pairsOfNotNearKept,
    pairsOfNotNearExcluded, pairsOfTitle, pairsOfLead, pairsOfBody,
    pairsOfDateline, pairsOfCaption, pairsOfFurniture, pairsOfAny,
    pairsOfAtLeast, pairsOfOf, pairsOfScoreAdding, pairsOfScoreSubtracting,
    pairsOfFirst, pairsOfListItem,
  ].flatMap { $0 }
}
