import TestSupport

/// Makes articles that each raise two to four alerts of one story, and one in five that raises one more of a story told
/// before; from a seed, the same number always gives the same file.
struct StoryMill: Sendable {
  static let alarms = 40
  /// How many alerts an article raises on average.
  static let alertsPerFile = 2.4
  let seed: UInt64

  var rules: String {
    (0..<Self.alarms).reduce(into: "rules:\n") { $0 += "  - id: alarm-\($1)\n    match: alarm\($1)\n" }
  }

  func file(_ number: Int) -> ArticleMill.File {
    var random = random(number)
    guard number > 4, number % 5 == 4 else {
      return ArticleMill.File(name: "wire/article-\(number).txt", text: text(number, &random))
    }
    // The same text from another source with a line more: another alert of the same story.
    let line = "\nRead also:\n- Word of alarm\(random.below(Self.alarms)), number \(number)\n"
    return ArticleMill.File(name: "elsewhere/copy-\(number).txt", text: file(number - 3).text + line)
  }

  /// From numbers in a row the generator would make one sequence, each time begun one step later.
  private func random(_ number: Int) -> SplitMix64 {
    var seeds = SplitMix64(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    return SplitMix64(seed: seeds.next())
  }

  private func text(_ number: Int, _ random: inout SplitMix64) -> String {
    let words = ["harbour", "minister", "price", "bridge", "weather", "council", "train", "market", "court", "river"]
    var alarms: Set<Int> = []
    let count = 2 + random.below(3)
    while alarms.count < count { alarms.insert(random.below(Self.alarms)) }
    var body = ""
    for alarm in alarms.sorted() {
      for _ in 0..<3 { body += "The " + (0..<8).map { _ in random.pick(words) }.joined(separator: " ") + ". " }
      body += "The report speaks of alarm\(alarm). "
    }
    return "News of the day, number \(number)\n\n\(body)Told under number \(number).\n"
  }
}
