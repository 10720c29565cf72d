import AlertSchema
import Alerts
import Foundation
import TestSupport
import Testing

@testable import Messages

/// Whatever articles and rules say: within the limits, valid, and nothing of theirs is markup or calls anybody.
@Suite struct HostileMessagesTests {
  static let formats: [(name: String, format: PayloadFormat)] = [
    ("slack", .slack), ("discord", .discord), ("teams", .teams), ("mattermost", .mattermost),
    ("telegram", .telegram(chat: "-1001")), ("ntfy", .ntfy(topic: "desk")),
  ]

  @Test(arguments: formats.map(\.name)) func staysWithinTheLimits(name: String) throws {
    let format = try #require(Self.formats.first { $0.name == name }).format
    let schema = try JSONSchema.ofMessages(name)
    var random = SplitMix64(seed: 4711)
    for round in 0..<25 {
      let alerts = Samples.hostile(&random)
      let payload = try format.payload(alerts.map { $0.jsonLine() })
      let message = try JSONValue(payload.body)
      let problems = schema.problems(in: message) + Limits.problems(name, message, bytes: payload.body.utf8.count)
      #expect(problems.isEmpty, "round \(round): \(problems.prefix(3))")
      let texts = message.texts
      for text in texts {
        #expect(!text.unicodeScalars.contains { $0.isUnsafeToShow && $0 != "\n" }, "round \(round)")
        #expect(!text.contains("\u{FFFD}"), "round \(round): a character was cut")
        let mentions = Limits.mentions(name, in: text)
        #expect(mentions.isEmpty, "round \(round): \(mentions)")
      }
      let all = texts.joined(separator: "\n")
      for id in Set(StoryAlerts(alerts)?.alerts.prefix(20).map(\.id) ?? []) {
        #expect(all.contains(id), "round \(round): id \(id) is missing")
      }
      if let url = alerts[0].article.url, let link = ArticleLink(url), link.url.utf8.count < 500 {
        let escaped = name == "slack" ? link.url.replacing("&", with: "&amp;") : link.url
        #expect(all.contains(escaped), "round \(round): no link \(escaped)")
      }
    }
  }
}

/// What the services say of their limits, counted anew.
enum Limits {
  static func problems(_ name: String, _ message: JSONValue, bytes: Int) -> [String] {
    switch name {
    case "slack": slack(message)
    case "discord": discord(message)
    case "teams": bytes <= 28_000 ? [] : ["\(bytes) bytes"]
    case "mattermost": mattermost(message)
    case "telegram": telegram(message)
    default: ntfy(message)
    }
  }

  private static func check(_ what: String, _ count: Int, _ limit: Int) -> [String] {
    count <= limit ? [] : ["\(what): \(count) of \(limit)"]
  }

  private static func slack(_ message: JSONValue) -> [String] {
    guard case .array(let blocks)? = message["blocks"] else { return ["no blocks"] }
    return check("text", message["text"]?.text?.utf16.count ?? 0, 40_000) + check("blocks", blocks.count, 50)
      + blocks.flatMap(slackBlock)
  }

  private static func slackBlock(_ block: JSONValue) -> [String] {
    let isHeader = block["type"]?.text == "header"
    let lengths = block.texts.flatMap { check("block", $0.utf16.count, isHeader ? 150 : 3_000) }
    // In marked-up text, of the article's own signs none is left: those that are there are in pairs of ours.
    let marked = isHeader ? [] : block.texts.map { withoutLinks("slack", in: $0) }.filter { !$0.hasPrefix("<http") }
    let raw = marked.filter { text in
      let signs = text.unicodeScalars.filter { "*`~".unicodeScalars.contains($0) }.map(String.init)
      return ["*", "`"].contains { sign in signs.filter { $0 == sign }.count % 2 != 0 } || signs.contains("~")
    }
    let entities = block.texts.filter { $0.replacing(/&(amp|lt|gt);/, with: "").contains("&") }
    return lengths + raw.map { "raw sign in \($0.prefix(200))" } + entities.map { "raw & in \($0)" }
  }

  private static func discord(_ message: JSONValue) -> [String] {
    guard let embed = message["embeds"]?[0], case .array(let fields)? = embed["fields"] else { return ["no embed"] }
    let (title, description) = (embed["title"]?.text ?? "", embed["description"]?.text ?? "")
    let footer = embed["footer"]?["text"]?.text ?? ""
    let pairs = fields.map { ($0["name"]?.text ?? "", $0["value"]?.text ?? "") }
    let all = ([title, description, footer] + pairs.flatMap { [$0.0, $0.1] }).map(\.utf16.count).reduce(0, +)
    return check("content", message["content"]?.text?.utf16.count ?? 0, 2_000) + check("title", title.utf16.count, 256)
      + check("description", description.utf16.count, 4_096) + check("footer", footer.utf16.count, 2_048)
      + pairs.flatMap { check("name", $0.0.utf16.count, 256) + check("value", $0.1.utf16.count, 1_024) }
      + check("embeds", all, 6_000)
      + ([title, description] + pairs.map(\.1)).flatMap { rawMarkdown(in: $0) }
  }

  private static func mattermost(_ message: JSONValue) -> [String] {
    // Its title is markup only where it is no link, and what is for notifications never.
    let attachment = message["attachments"]?[0]
    let marked = [message["text"], attachment?["text"], attachment?["title_link"] == nil ? attachment?["title"] : nil]
    return check("all", message.texts.map(\.unicodeScalars.count).reduce(0, +), 16_383)
      + marked.compactMap { $0?.text }.flatMap { rawMarkdown(in: $0) }
  }

  /// Signs without a backslash before them, other than ours: `**` in pairs, and code around ids.
  private static func rawMarkdown(in text: String) -> [String] {
    let rest = withoutLinks("discord", in: text).replacing(
      /\\[^A-Za-z0-9\s]/.matchingSemantics(.unicodeScalar), with: ""
    )
    .replacing(/`[A-Za-z0-9._-]+`/, with: "").replacing(/(?m)^> \x{200B}/, with: "")
    let stars = rest.unicodeScalars.filter { $0 == "*" }.count
    let raw = rest.unicodeScalars.contains { "_~`[]|>".unicodeScalars.contains($0) }
    return raw || stars % 4 != 0 ? ["raw markdown in \(rest.prefix(300))"] : []
  }

  /// The texts of our own links, without their addresses.
  private static func withoutLinks(_ name: String, in text: String) -> String {
    switch name {
    case "slack": text.replacing(/<https?:[!-;=?-{}~]+\|([^<>\n]*)>/.matchingSemantics(.unicodeScalar)) { "\($0.1)" }
    case "discord", "mattermost":
      // There is no bracket in a text of a link, escaped or not.
      text.replacing(/\[([^\[\]\n]*)\]\(https?:[!-'*-~]+\)/.matchingSemantics(.unicodeScalar)) {
        "\($0.1)"
      }
    default: text
    }
  }

  private static func telegram(_ message: JSONValue) -> [String] {
    guard let text = message["text"]?.text, case .array(let entities)? = message["entities"] else { return ["no text"] }
    let units = Array(text.utf16)
    return check("text", units.count, 4_096)
      + check("addresses", entities.compactMap { $0["url"]?.text?.utf8.count }.reduce(0, +), 9_000)
      + entities.compactMap { entity in
        guard case .integer(let offset)? = entity["offset"], case .integer(let length)? = entity["length"],
          offset + length <= units.count
        else { return "an entity lies outside of the text" }
        let (first, next) = (units[offset], offset + length < units.count ? units[offset + length] : 0)
        return UTF16.isTrailSurrogate(first) || UTF16.isTrailSurrogate(next) ? "an entity cuts a character" : nil
      }
  }

  private static func ntfy(_ message: JSONValue) -> [String] {
    check("message", message["message"]?.text?.utf8.count ?? 0, 4_096)
      + check("title", message["title"]?.text?.utf8.count ?? 0, 250)
  }

  /// What would call somebody, or be a link that the text made itself.
  static func mentions(_ name: String, in text: String) -> [String] {
    // Of its plain text nothing is a mention.
    if name == "ntfy" { return [] }
    let text = withoutLinks(name, in: text)
    let scalars = Array(text.unicodeScalars)
    var found: [String] = []
    for (index, scalar) in scalars.enumerated() where scalar == "@" && index + 1 < scalars.count {
      // The chat of Telegram, and links, are not from the text.
      if scalars[index + 1] != "\u{200B}" && !text.hasPrefix("http") { found.append("@\(scalars[index + 1])") }
    }
    let raw = ["slack": ["<!", "<@", "<#"], "teams": ["{{"]]
    found += (raw[name] ?? []).filter(text.contains).map { "\($0) in \(text.prefix(200))" }
    if text.contains("://"), !text.hasPrefix("http"), !text.hasPrefix("<http") {
      found.append("a link in \(text.prefix(200))")
    }
    return found
  }
}
