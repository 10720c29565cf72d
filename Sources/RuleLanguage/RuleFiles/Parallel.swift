import Dispatch
import Synchronization

/// Work spread over the cores.
enum Parallel {
  /// So many rules take about a millisecond: less is not worth sending to another core.
  private static let chunkSize = 500

  /// What `transform` gives for each element, in their order. Returns when all are done.
  static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    guard elements.count > 1 else { return elements.map(transform) }
    let results = Mutex([Result?](repeating: nil, count: elements.count))
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
      let result = transform(elements[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }

  /// A range in pieces that are worth a core each.
  static func chunks(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: chunkSize).map {
      $0..<min($0 + chunkSize, range.upperBound)
    }
  }
}
