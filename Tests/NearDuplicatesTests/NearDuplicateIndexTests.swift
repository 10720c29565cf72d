import TestSupport
import Testing

@testable import NearDuplicates

@Suite struct NearDuplicateIndexTests {
  private func randomSketch(_ random: inout SplitMix64) -> TextSketch {
    TextSketch(values: (0..<TextSketch.binCount).map { _ in UInt16(truncatingIfNeeded: random.next()) })
  }

  /// With so many bins replaced.
  private func changed(_ sketch: TextSketch, _ count: Int, _ random: inout SplitMix64) -> TextSketch {
    var values = sketch.values
    for bin in values.indices.shuffled(using: &random).prefix(count) {
      values[bin] = UInt16(truncatingIfNeeded: random.next())
    }
    return TextSketch(values: values)
  }

  @Test func similarOnesAreFoundAmongMany() {
    var random = SplitMix64(seed: 1)
    var index = NearDuplicateIndex(capacity: 1 << 10)
    let sketches = (0..<1_000).map { _ in randomSketch(&random) }
    for (number, sketch) in sketches.enumerated() { index.add(sketch, article: Int64(number) + 1) }
    index.confirm()
    var found = 0
    for (number, sketch) in sketches.enumerated() {
      if index.candidates(for: changed(sketch, 24, &random)).first == Int64(number) + 1 { found += 1 }
    }
    #expect(found > 900, "\(found)")
    #expect(index.candidates(for: randomSketch(&random)).isEmpty)
  }

  @Test func oldestMakeRoom() {
    var random = SplitMix64(seed: 2)
    var index = NearDuplicateIndex(capacity: 1 << 6)
    let sketches = (0..<200).map { _ in randomSketch(&random) }
    for (number, sketch) in sketches.enumerated() { index.add(sketch, article: Int64(number)) }
    #expect(index.candidates(for: sketches[199]).first == 199)
    #expect(index.candidates(for: sketches[140]).first == 140)
    #expect(!index.candidates(for: sketches[20]).contains(20))
  }

  /// What has been taken back has left nothing behind, whatever the order of adding, confirming and taking back.
  @Test(arguments: 1...8 as ClosedRange<UInt64>) func takenBackIsAsIfNeverAdded(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var index = NearDuplicateIndex(capacity: 1 << 5)
    var other = NearDuplicateIndex(capacity: 1 << 5)
    var sketches: [TextSketch] = (0..<12).map { _ in randomSketch(&random) }
    var article: Int64 = 0
    for _ in 0..<200 {
      let outer = index.mark
      var kept: [(TextSketch, Int64)] = []
      for _ in 0..<random.below(6) {
        let sketch = random.chance(70) ? changed(random.pick(sketches), 10, &random) : randomSketch(&random)
        sketches.append(sketch)
        article += 1
        let inner = index.mark
        index.add(sketch, article: article)
        if random.chance(30) { index.takeBack(to: inner) } else { kept.append((sketch, article)) }
      }
      if random.chance(40) {
        index.takeBack(to: outer)
      } else {
        index.confirm()
        for (sketch, article) in kept { other.add(sketch, article: article) }
        other.confirm()
      }
      for sketch in sketches.suffix(20) { #expect(index.candidates(for: sketch) == other.candidates(for: sketch)) }
    }
  }

  /// After a restart, with the newest articles alone, the answers are the same.
  @Test func filledAnewItFindsTheSame() {
    var random = SplitMix64(seed: 5)
    let capacity = 1 << 6
    var index = NearDuplicateIndex(capacity: capacity)
    let bases = (0..<20).map { _ in randomSketch(&random) }
    let added = (0..<500).map { _ in changed(random.pick(bases), 20, &random) }
    for (number, sketch) in added.enumerated() { index.add(sketch, article: Int64(number)) }
    var anew = NearDuplicateIndex(capacity: capacity)
    for (number, sketch) in added.enumerated().suffix(capacity) { anew.add(sketch, article: Int64(number)) }
    for _ in 0..<300 {
      let sketch = changed(random.pick(bases), 20, &random)
      #expect(index.candidates(for: sketch) == anew.candidates(for: sketch))
    }
  }
}
