import StrictYAML

extension SettingsReader {
  static let syslogKeys = ["server", "facility"]

  mutating func syslog(_ mapping: YAMLMapping) -> SyslogSettings? {
    var syslog = SyslogSettings()
    if let node = mapping["facility"],
      let facility = yaml.choice(node, "\"facility\"", of: SyslogSettings.Facility.self)
    {
      syslog.facility = facility
    }
    guard let node = mapping["server"] else { return syslog }
    guard let scalar = yaml.text(node, "\"server\"") else { return nil }
    guard let server = SyslogSettings.Server(scalar.text) else {
      yaml.report(
        "wrong-value", "\"server\" wants the address of a syslog server", at: scalar.utf8Range,
        hint: "write unix:/dev/log, udp://HOST:514 or tcp://HOST:601")
      return nil
    }
    syslog.server = server
    return syslog
  }
}

extension SyslogSettings.Server {
  /// `unix:/PATH`, `udp://HOST`, `tcp://HOST`, the latter with `:PORT` where it is not 514 or 601.
  init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"),
      let transport = SyslogSettings.Transport(rawValue: String(text[..<colon]))
    else { return nil }
    let place = text[text.index(after: colon)...]
    switch transport {
    case .unix:
      // As much as an address of a socket holds, with the NUL behind it.
      guard place.hasPrefix("/"), place.utf8.count < 108, place.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
        return nil
      }
      self = .unix(String(place))
    case .udp, .tcp:
      guard place.hasPrefix("//"), let (host, port) = Self.hostAndPort(place.dropFirst(2)) else { return nil }
      self = transport == .udp ? .udp(host: host, port: port ?? 514) : .tcp(host: host, port: port ?? 601)
    }
  }

  private static func hostAndPort(_ text: Substring) -> (host: String, port: UInt16?)? {
    var host = text
    var rest: Substring = ""
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
      guard host.contains(":") else { return nil }
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      rest = text[colon...]
    }
    guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(isPartOfHost) else { return nil }
    guard !rest.isEmpty else { return (String(host), nil) }
    let digits = rest.dropFirst()
    let isNumber = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard rest.hasPrefix(":"), isNumber, let port = UInt16(digits), port > 0 else { return nil }
    return (String(host), port)
  }

  private static func isPartOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._:%".utf8.contains(byte)
    }
  }
}
