import CProcessor

extension Array {
  /// Has the cache line of an element come nearer, for it will be read soon. The index may be that behind the last one.
  @inline(__always)
  func prefetch(_ index: Int) {
    withUnsafeBufferPointer { elements in
      // Nothing is read from the address here, and any address will do: a wrong one costs time and no more.
      guard let base = elements.baseAddress else { return }
      watchword_prefetch(base + index)
    }
  }
}
