import Testing

@testable import Delivery

@Suite struct MessagesOfBatchesTests {
  private func batch(_ stories: [String]) -> [PendingDelivery] {
    stories.enumerated().map { number, story in
      PendingDelivery(
        sequence: Int64(number), alertID: "\(number)", endpoint: "e", attempts: 0, storyID: story, json: "{}")
    }
  }

  private func sequences(_ stories: [String], tellsStories: Bool) -> [[Int64]] {
    batch(stories).messages(ofStories: tellsStories).map { $0.map(\.sequence) }
  }

  @Test func eachAlertIsAMessage() {
    #expect(sequences(["7", "7", "8"], tellsStories: false) == [[0], [1], [2]])
    #expect(sequences([], tellsStories: false) == [])
  }

  @Test func neighboursOfOneStoryAreOneMessage() {
    #expect(sequences(["7", "7", "8", "7", "9", "9", "9"], tellsStories: true) == [[0, 1], [2], [3], [4, 5, 6]])
    #expect(sequences(["7"], tellsStories: true) == [[0]])
    #expect(sequences([], tellsStories: true) == [])
  }
}
