import AlertStore
import Alerts

extension Alert.Part {
  /// So many different words are told of a part.
  package static let maximumWords = 8

  /// What it was found as, in the order of the article, each once.
  ///
  /// - Parameter texts: of the article; without them nothing can be told.
  package func words(in texts: ArticleTexts?) -> [String] {
    guard let texts else { return [] }
    var words: [String] = []
    for span in spans ?? [] where words.count < Self.maximumWords {
      guard let word = texts.text(ofZone: span.zone)?.substring(span.from, span.to), !words.contains(word) else {
        continue
      }
      words.append(word)
    }
    return words
  }
}

extension ArticleTexts {
  fileprivate func text(ofZone zone: String) -> String? {
    switch zone {
    case "title": title
    case "body": body
    case "dateline": dateline
    case "caption": caption
    case "furniture": furniture
    default: nil
    }
  }
}

extension String {
  /// Bytes of UTF-8; `nil` where there are none such.
  fileprivate func substring(_ from: Int, _ to: Int) -> String? {
    guard from >= 0, from < to, to <= utf8.count else { return nil }
    let start = utf8.index(utf8.startIndex, offsetBy: from)
    return String(self[start..<utf8.index(start, offsetBy: to - from)])
  }
}
