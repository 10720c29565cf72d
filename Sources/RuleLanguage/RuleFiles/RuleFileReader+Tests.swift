import StrictYAML

extension RuleFileReader {
  static let testKeys = ["article", "title", "text", "source", "expect"]

  mutating func readTests(_ node: YAMLNode) -> [RuleTest] {
    guard let items = yaml.sequence(node, "\"tests\"") else { return [] }
    return items.compactMap { test($0) }
  }

  private mutating func test(_ node: YAMLNode) -> RuleTest? {
    guard let mapping = yaml.mapping(node, "a test") else { return nil }
    yaml.checkKeys(of: mapping, in: "a test", known: Self.testKeys)
    let input = testInput(mapping, of: node)
    let source = mapping["source"].map { yaml.text($0, "\"source\"")?.text }
    let expectation = expectation(mapping, of: node)
    // An outer value without an inner one is a key whose value is wrong.
    if case .some(.none) = source { return nil }
    guard let input, let expectation, node.isComplete else { return nil }
    return RuleTest(
      input: input, source: source.flatMap(\.self), expectation: expectation, location: location(of: node.utf8Range))
  }

  private mutating func testInput(_ mapping: YAMLMapping, of node: YAMLNode) -> RuleTest.Input? {
    if let article = mapping["article"] {
      if let other = mapping.entries.first(where: { $0.key.text == "title" || $0.key.text == "text" }) {
        yaml.report(
          "wrong-value", "a test has either \"article\" or \"title\" and \"text\", not both", at: other.key.utf8Range,
          hint: "keep the article, or the text")
        return nil
      }
      guard let path = yaml.text(article, "\"article\"")?.text else { return nil }
      return .article(path: path)
    }
    guard mapping["title"] != nil || mapping["text"] != nil else {
      reportMissing(
        "this test has no article", in: node, at: yaml.firstLine(of: node),
        hint: "add article: and the path of a file, or title: and text:")
      return nil
    }
    let title = mapping["title"].map { yaml.text($0, "\"title\"")?.text }
    let text = mapping["text"].map { yaml.text($0, "\"text\"")?.text }
    // An outer value without an inner one is a key whose value is wrong.
    if case .some(.none) = title { return nil }
    if case .some(.none) = text { return nil }
    return .text(title: title.flatMap(\.self) ?? "", text: text.flatMap(\.self) ?? "")
  }

  private mutating func expectation(_ mapping: YAMLMapping, of node: YAMLNode) -> RuleTest.Expectation? {
    guard let value = mapping["expect"] else {
      reportMissing(
        "this test does not say what it expects", in: node, at: yaml.firstLine(of: node),
        hint: "add expect: match, or expect: no match")
      return nil
    }
    guard let scalar = yaml.text(value, "\"expect\"") else { return nil }
    // In quotes too: many editors write them around every value.
    switch scalar.text.lowercased() {
    case "match": return .match
    case "no match": return .noMatch
    default: break
    }
    switch scalar.style {
    case .singleQuoted, .doubleQuoted: return words(scalar)
    case .plain where scalar.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }):
      return places(scalar)
    case .plain, .literal, .folded:
      yaml.report(
        "wrong-value", "\"expect\" cannot be \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: "it is match, no match, a number of places, or words in quotes that are to be among those that match")
      return nil
    }
  }

  private mutating func words(_ scalar: YAMLScalar) -> RuleTest.Expectation? {
    guard scalar.text.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    else {
      yaml.report(
        "wrong-value", "there is no word in what is expected", at: scalar.utf8Range,
        hint: "write words of the article that are to be among those that match")
      return nil
    }
    return .words(scalar.text)
  }

  private mutating func places(_ scalar: YAMLScalar) -> RuleTest.Expectation? {
    guard let count = Int(scalar.text), (1...RuleTest.maximumPlaces).contains(count) else {
      yaml.report(
        "wrong-value", "a number of places is from 1 to \(RuleTest.maximumPlaces)", at: scalar.utf8Range,
        hint: "for none at all write expect: no match")
      return nil
    }
    return .places(count)
  }
}
