import Articles
import SafeText

/// What was taken for what in an article, for people.
struct ZoneListing {
  let text: String

  init(_ article: Article, notes: [String], name: String) {
    var lines = [name.safeToShow]
    let metadata = article.metadata
    let facts: [(String, String?)] = [
      ("source", metadata.source), ("author", metadata.author), ("published", metadata.published?.text),
      ("url", metadata.url), ("id", metadata.id), ("section", metadata.section), ("lang", metadata.language),
      ("tags", metadata.tags.isEmpty ? nil : metadata.tags.joined(separator: ", ")),
    ]
    for case (let key, let value?) in facts { lines.append("  \(key): \(value.safeToShow)") }
    for zone in Zone.allCases {
      let paragraphs = article.paragraphs.filter { $0.zone == zone }
      guard !paragraphs.isEmpty else { continue }
      lines.append("  \(zone.name)\(zone == .title || zone == .body ? "" : " (not searched unless a rule asks)"):")
      lines += paragraphs.map { "    | " + article.substring($0.utf8Range).safeToShow }
    }
    lines += notes.map { "  note: " + $0.safeToShow }
    text = lines.joined(separator: "\n") + "\n\n"
  }
}
