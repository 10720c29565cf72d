import TestSupport

/// Makes articles from a seed: the same number always gives the same file.
package struct ArticleMill: Sendable {
  package struct File: Sendable {
    /// Relative to the inbox.
    package var name: String
    package var text: String
  }

  /// The rules look for alarm0, alarm1, …
  package let alarms: Int
  private let seed: UInt64
  private let hasCopies: Bool

  /// - Parameter hasCopies: which of two copies raises the alert depends on which came first, and so does its id.
  package init(seed: UInt64, alarms: Int = 40, hasCopies: Bool = true) {
    self.seed = seed
    self.alarms = alarms
    self.hasCopies = hasCopies
  }

  package var rules: String {
    (0..<alarms).reduce(into: "rules:\n") { text, number in
      text += "  - id: alarm-\(number)\n    match: alarm\(number) NEAR/8 report\n"
    }
  }

  /// One in fifty is the same bytes again under another name, one in fifty the same text from another source with other
  /// headlines around it.
  package func file(_ number: Int) -> File {
    // From numbers in a row the generator would make one sequence, each time begun one step later, and the articles would
    // be near copies of one another.
    var seeds = SplitMix64(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    var random = SplitMix64(seed: seeds.next())
    let folder = ["", "wire/", "blog/", "wire/politics/"][Int(random.next() % 4)]
    if number > 10, number % 50 == 7 {
      let original = file(number - 3)
      return File(name: original.name.replacing(".txt", with: "-again-\(number).txt"), text: original.text)
    }
    if hasCopies, number > 10, number % 50 == 23 {
      let furniture = "\nRead also:\n- Headline of another report, number \(number)\n"
      return File(name: "elsewhere/copy-\(number).txt", text: file(number - 5).text + furniture)
    }
    return File(name: "\(folder)article-\(number).txt", text: text(number, &random))
  }

  /// Half a million bytes in few words, which a debug build reads soon.
  package func largeFile(_ number: Int) -> File {
    let word = String(repeating: "long", count: 20)
    let line =
      "Report \(number) on alarm\(number % alarms) and "
      + [String](repeating: word, count: 5).joined(separator: " ") + ".\n"
    return File(
      name: "long/long-\(number).txt", text: "Long report \(number)\n\n" + String(repeating: line, count: 1200))
  }

  private func text(_ number: Int, _ random: inout SplitMix64) -> String {
    let words = ["harbour", "minister", "price", "bridge", "weather", "council", "train", "market", "court", "river"]
    var body = ""
    for sentence in 0..<6 {
      let picked = (0..<8).map { _ in words[Int(random.next() % 10)] }
      body += picked.joined(separator: " ").capitalizedFirst + ". "
      if sentence == 3, random.next() % 3 == 0 {
        body += "The report speaks of alarm\(random.next() % UInt64(alarms)) and of number \(number). "
      }
    }
    return "News of the day, number \(number)\n\n\(body)Told under number \(number).\n"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
