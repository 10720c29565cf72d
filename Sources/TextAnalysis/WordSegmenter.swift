import CICU

/// ICU's word boundaries in scripts without spaces. For one thread at a time.
final class WordSegmenter {
  private let words: OpaquePointer

  init() {
    guard let words = watchword_words_open() else {
      // Only memory exhaustion or an ICU without its data leads here; neither comes from input.
      fatalError("ICU has no word boundaries; is its data file installed?")
    }
    self.words = words
  }

  deinit { watchword_words_close(words) }

  /// The ends of the segments of UTF-16 text, ascending; the last is its length.
  func boundaries(of text: [UInt16]) -> [Int32] {
    guard !text.isEmpty else { return [] }
    let capacity = text.count
    let ends = [Int32](unsafeUninitializedCapacity: capacity) { buffer, count in
      // The text outlives the call, which keeps no pointer to it and writes at most `capacity` ends.
      let written = text.withUnsafeBufferPointer {
        watchword_words_boundaries(words, $0.baseAddress, Int32($0.count), buffer.baseAddress, Int32(capacity))
      }
      count = max(0, Int(written))
    }
    // Without boundaries (ICU out of memory) the text is one segment: found by a wildcard, never lost.
    return ends.last == Int32(text.count) ? ends : ends + [Int32(text.count)]
  }
}
