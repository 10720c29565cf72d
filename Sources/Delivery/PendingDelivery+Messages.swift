extension Array where Element == PendingDelivery {
  /// The batch in messages, in its order: each alert one, or, where stories are told, neighbours of the same story, and
  /// neighbours that were gathered for the same reason.
  func messages(ofStories tellsStories: Bool) -> [ArraySlice<PendingDelivery>] {
    var messages: [ArraySlice<PendingDelivery>] = []
    var start = startIndex
    for end in indices.dropFirst().map({ $0 }) + [endIndex]
    where end > start && (end == endIndex || !tellsStories || !self[end].isTold(with: self[start])) {
      messages.append(self[start..<end])
      start = end
    }
    return messages
  }
}

extension PendingDelivery {
  /// Of what people are told in one message: those of a story, or what was gathered for the same reason.
  var messageKey: String { gathering.map { "gathered: \($0.rawValue)" } ?? storyID }

  fileprivate func isTold(with other: PendingDelivery) -> Bool { messageKey == other.messageKey }
}
