extension PageClassifier {
  /// The article of the page.
  /// - Parameter metadata: what is known otherwise; a byline and a date of the page fill what is unknown.
  func article(metadata: ArticleMetadata) -> Article {
    var body: [String] = []
    var captions: [String] = []
    var furniture: [String] = []
    for (line, judgement) in zip(lines, judgements) {
      switch judgement.zone {
      case .title: break
      case .caption: captions.append(line.text)
      case .furniture: furniture.append(line.text)
      case .body, .dateline: body.append(line.text)
      }
    }
    let dateline = Self.cutDateline(from: &body)
    var metadata = metadata
    metadata.author = metadata.author ?? author
    metadata.published = metadata.published ?? published
    return Article(
      title: titleIndex.map { lines[$0].text } ?? givenTitle, body: body, dateline: dateline, captions: captions,
      furniture: furniture, metadata: metadata)
  }

  /// Takes the dateline off the first paragraph, or off the second where something without one precedes it.
  private static func cutDateline(from body: inout [String]) -> String {
    for index in body.indices.prefix(2) {
      guard let dateline = Dateline(of: body[index]) else { continue }
      body[index] = String(body[index].utf8.dropFirst(dateline.utf8Length)) ?? body[index]
      if body[index].isEmpty { body.remove(at: index) }
      return dateline.text
    }
    return ""
  }
}
