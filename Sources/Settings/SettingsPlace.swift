import Diagnostics

/// Where in the settings a key stands, as far as the text alone tells.
enum SettingsPlace {
  /// The top of the file; below `endpoints`; below an endpoint's name; below its `headers` or `env`.
  case root, endpoints, endpoint, headers
  /// Below an endpoint's `basic`.
  case basic
  /// Where `file` or `env` belongs.
  case secret
  case limits, keep, retry
  /// Below `only` or `except`.
  case filter
  /// Below `digest`, `quiet_hours` or `limit`.
  case pacing
  case notices, canary
  /// Below `owners`; below an owner's name; likewise of `sources`.
  case owners, owner, sources, source
  /// In a list of names of endpoints, or of days.
  case names
  case unknown

  /// What kind of value may be shown.
  enum Harmless {
    /// One word of letters and digits.
    case word
    case path
    case variable
    /// Of which only scheme and host are shown.
    case url
    /// Any text that has no keys in it.
    case text
  }

  /// The place below a key. One that is a slip of a known key counts as that.
  func below(_ key: String) -> SettingsPlace {
    switch self {
    case .root:
      switch Self.known(key, among: keys) {
      case "endpoints": .endpoints
      case "limits": .limits
      case "keep": .keep
      case "retry": .retry
      case "notices": .notices
      case "owners": .owners
      case "sources": .sources
      case "canary": .canary
      default: .unknown
      }
    case .endpoints: .endpoint
    case .endpoint:
      switch Self.known(key, among: keys) {
      case "headers", "env": .headers
      case "only", "except": .filter
      case "digest", "quiet_hours", "limit": .pacing
      case "basic": .basic
      default: .secret
      }
    case .headers, .basic: .secret
    case .owners: .owner
    case .notices where key == "to", .owner where key == "endpoints" || key == "away": .names
    case .sources: .source
    case .secret, .limits, .keep, .retry, .filter, .pacing, .notices, .canary, .owner, .source, .names, .unknown:
      .unknown
    }
  }

  /// What of a key's value may be shown; `nil` for nothing.
  func harmless(_ key: String) -> Harmless? {
    switch (self, key) {
    case (.endpoint, "type"), (.endpoint, "timeout"), (.endpoint, "enabled"), (.endpoint, "format"),
      (.endpoint, "allow_private"), (.endpoint, "tls"), (.endpoint, "chat"), (.endpoint, "topic"),
      (.endpoint, "facility"):
      .word
    // Not an endpoint's `key`: by that name people call secrets, too.
    case (.endpoint, "path"), (.endpoint, "ca_file"), (.endpoint, "certificate"), (.endpoint, "template"),
      (.endpoint, "content_type"), (.endpoint, "folder"), (.secret, "file"):
      .path
    case (.endpoint, "url"), (.endpoint, "proxy"), (.endpoint, "server"): .url
    case (.secret, "env"): .variable
    case (.root, _): (Self.known(key, among: keys) ?? "endpoints") == "endpoints" ? nil : .text
    case (.endpoint, "digest"), (.endpoint, "quiet_hours"), (.endpoint, "limit"): .text
    case (.limits, _), (.keep, _), (.retry, _), (.filter, _), (.pacing, _), (.notices, _), (.canary, _), (.owner, _),
      (.source, _):
      Self.known(key, among: keys) == nil ? nil : .text
    default: nil
    }
  }

  /// What of a list's item may be shown; `nil` for nothing.
  var harmlessItem: Harmless? { if case .names = self { .text } else { nil } }

  /// Whether a key may be shown. Inside brackets more of what looks like a key is none.
  func shows(_ key: String, inBrackets: Bool) -> Bool {
    if Self.known(key, among: self == .secret ? Self.unknown.keys : keys) != nil { return true }
    switch self {
    case .secret, .basic, .names, .unknown: return false
    case .root, .limits, .keep, .retry, .filter, .endpoint, .pacing, .notices, .canary, .owner, .source:
      return Self.isName(key, withDigits: false)
    case .endpoints, .owners, .sources: return Self.isName(key, withDigits: true)
    case .headers: return Self.isName(key, withDigits: !inBrackets && key.lowercased().hasPrefix("x-"))
    }
  }

  private var keys: [String] {
    switch self {
    case .root: SettingsReader.keys
    case .endpoint: SettingsReader.endpointKeys
    case .secret: ["file", "env"]
    case .basic: SettingsReader.basicKeys
    case .limits: ["article_bytes", "tokens"]
    case .keep: SettingsReader.keepKeys
    case .retry: SettingsReader.retryKeys
    case .filter: SettingsReader.filterKeys
    case .pacing: SettingsReader.digestKeys + SettingsReader.quietHoursKeys + SettingsReader.limitKeys
    case .notices: SettingsReader.noticeKeys
    case .canary: SettingsReader.canaryKeys
    case .owner: SettingsReader.ownerKeys
    case .source: SettingsReader.sourceKeys
    case .endpoints, .headers, .owners, .sources, .names: []
    case .unknown: SettingsReader.endpointKeys + ["file", "env"]
    }
  }

  /// The known key that a text is, or is most likely a slip of.
  static func known(_ text: String, among keys: [String]) -> String? {
    keys.contains(text) ? text : Suggestion.closest(to: text, among: keys)
  }

  /// Words of letters; digits only where one word is all.
  private static func isName(_ text: String, withDigits: Bool) -> Bool {
    let isOneWord = !text.utf8.contains(UInt8(ascii: " "))
    return (1...60).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
          UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: " "):
          true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): withDigits && isOneWord
        default: false
        }
      }
  }
}

extension SettingsPlace.Harmless {
  /// How many bytes at the start of a value may be shown.
  func shownCount(of value: ArraySlice<UInt8>) -> Int {
    switch self {
    case .word:
      value.count <= 24 && value.allSatisfy { Self.isAlphanumeric($0) || "_.+-".utf8.contains($0) }
        ? value.count : 0
    case .path:
      value.count <= 255 && value.allSatisfy { $0 > 0x20 && $0 != 0x7F && !":,{}[]\"'#@?=&*!|>%`".utf8.contains($0) }
        ? value.count : 0
    case .variable: Self.isVariable(value) ? value.count : 0
    case .text: Self.isText(value) ? value.count : 0
    case .url: Self.originCount(value)
    }
  }

  /// `NAME`, or `$NAME`, which people take for the same.
  private static func isVariable(_ value: ArraySlice<UInt8>) -> Bool {
    let name = value.first == UInt8(ascii: "$") ? value.dropFirst() : value
    guard let first = name.first, name.count <= 100 else { return false }
    return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      && name.allSatisfy { isAlphanumeric($0) && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 0x5F }
  }

  private static func isText(_ value: ArraySlice<UInt8>) -> Bool {
    !zip(value, value.dropFirst()).contains { $0 == UInt8(ascii: ":") && $1 <= UInt8(ascii: " ") }
      && !value.contains(UInt8(ascii: "{")) && value.last != UInt8(ascii: ":")
  }

  /// The scheme, where it is http, https, smtp, smtps or a slip of these; the host too, where it is clearly one.
  private static func originCount(_ value: ArraySlice<UInt8>) -> Int {
    let scheme = value.prefix { isAlphanumeric($0) }
    let rest = value[scheme.endIndex...]
    guard rest.starts(with: Array("://".utf8)), scheme.count <= 6,
      SettingsPlace.known(String(decoding: scheme, as: UTF8.self), among: ["http", "https", "smtp", "smtps"]) != nil
    else { return 0 }
    let host = rest.dropFirst(3).prefix { isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    var end = host.endIndex
    if end < value.endIndex, value[end] == UInt8(ascii: ":") {
      let port = value[(end + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      if (1...5).contains(port.count) { end = port.endIndex }
    }
    let isEnd = end == value.endIndex || "/?#".utf8.contains(value[end])
    let isHost = isEnd && !host.isEmpty && !value.contains(UInt8(ascii: "@"))
    return (isHost ? end : host.startIndex) - value.startIndex
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
