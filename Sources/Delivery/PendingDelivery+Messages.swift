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
  /// To people, in one message.
  fileprivate func isTold(with other: PendingDelivery) -> Bool {
    gathering == other.gathering && (gathering != nil || storyID == other.storyID)
  }
}
