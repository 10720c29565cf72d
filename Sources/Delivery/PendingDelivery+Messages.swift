extension Array where Element == PendingDelivery {
  /// The batch in messages, in its order: each alert one, or, where stories are told, neighbours of the same story.
  func messages(ofStories tellsStories: Bool) -> [ArraySlice<PendingDelivery>] {
    var messages: [ArraySlice<PendingDelivery>] = []
    var start = startIndex
    for end in indices.dropFirst().map({ $0 }) + [endIndex]
    where end > start && (end == endIndex || !tellsStories || self[end].storyID != self[start].storyID) {
      messages.append(self[start..<end])
      start = end
    }
    return messages
  }
}
