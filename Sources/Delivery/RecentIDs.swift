/// The last so many ids, oldest forgotten first.
struct RecentIDs {
  private let capacity: Int
  private var ids: Set<String> = []
  private var order: [String] = []
  /// Where the oldest stands in `order`, once it is full.
  private var oldest = 0

  init(capacity: Int) { self.capacity = max(1, capacity) }

  func contains(_ id: String) -> Bool { ids.contains(id) }

  mutating func insert(_ id: String) {
    guard ids.insert(id).inserted else { return }
    guard order.count == capacity else { return order.append(id) }
    ids.remove(order[oldest])
    order[oldest] = id
    oldest = (oldest + 1) % capacity
  }
}
