import Foundation

extension RuleDefinitions {
  /// Those of several files, each as `json` wrote it.
  ///
  /// - Parameter tell: is told of each file that cannot be read back; it is left out, and the others are not.
  package init(reading texts: [String], tell: (any Error) -> Void) {
    let decoder = JSONDecoder()
    self.init(
      joining: texts.compactMap { text in
        do {
          return try decoder.decode(RuleDefinitions.self, from: Data(text.utf8))
        } catch {
          tell(error)
          return nil
        }
      })
  }

  /// One line of JSON as `Codable` reads it. Written here because of a hundred thousand rules, for which a general
  /// encoder takes longer than reading them from their files.
  package var json: String {
    var writer = JSONWriter()
    writer.write("lists", lists) { writer, list in
      writer.write("items", list.items)
      if let language = list.language { writer.write("language", language) }
      writer.write("location", list.location)
      writer.write("name", list.name)
    }
    writer.write("rules", rules) { writer, rule in
      if let description = rule.description { writer.write("description", description) }
      writer.write("id", rule.id)
      writer.writeRaw("isEnabled", rule.isEnabled ? "true" : "false")
      if let language = rule.language { writer.write("language", language) }
      writer.write("location", rule.location)
      writer.write("notify", rule.notify)
      if let owner = rule.owner { writer.write("owner", owner) }
      writer.write("queryText", rule.queryText)
      writer.write("references", rule.references)
      writer.write("severity", rule.severity.rawValue)
      writer.write("status", rule.status.rawValue)
      writer.write("tags", rule.tags)
      if let timing = rule.timing { writer.write("timing", timing) }
      writer.write("title", rule.title)
    }
    return writer.finished()
  }
}

/// Appends the members of an object that is open from the beginning.
private struct JSONWriter {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  consuming func finished() -> String {
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func write(_ key: String, _ text: String) {
    begin(key)
    append(text)
  }

  mutating func write(_ key: String, _ texts: [String]) {
    begin(key)
    bytes.append(UInt8(ascii: "["))
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(text)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func write(_ key: String, _ location: SourceLocation) {
    writeObject(key) { writer in
      writer.write("file", location.file)
      writer.writeRaw("line", String(location.line))
    }
  }

  mutating func write(_ key: String, _ timing: AlertTiming) {
    writeObject(key) { writer in
      if let digest = timing.digest { writer.write("digest", digest) }
      if let frequency = timing.frequency {
        writer.writeObject("frequency") { writer in
          writer.writeRaw("count", String(frequency.count))
          if let property = frequency.distinct { writer.write("distinct", property.rawValue) }
          writer.writeRaw("windowSeconds", String(frequency.windowSeconds))
        }
      }
      if let seconds = timing.quietSeconds { writer.writeRaw("quietSeconds", String(seconds)) }
      if let retelling = timing.retelling {
        writer.writeObject("retelling") { writer in
          writer.writeRaw("languages", retelling.languages ? "true" : "false")
          writer.write("sources", retelling.sources)
        }
      }
      if let throttle = timing.throttle {
        writer.writeObject("throttle") { writer in
          if let property = throttle.by { writer.write("by", property.rawValue) }
          writer.writeRaw("max", String(throttle.max))
          writer.writeRaw("periodSeconds", String(throttle.periodSeconds))
        }
      }
    }
  }

  private mutating func write(_ key: String, _ digest: DigestSchedule) {
    writeObject(key) { writer in
      switch digest {
      case .daily(let minute, let timeZone):
        writer.writeObject("daily") { writer in
          writer.writeRaw("minute", String(minute))
          writer.write("timeZone", timeZone)
        }
      case .every(let seconds): writer.writeObject("every") { $0.writeRaw("seconds", String(seconds)) }
      }
    }
  }

  private mutating func writeObject(_ key: String, _ members: (inout JSONWriter) -> Void) {
    begin(key)
    bytes.append(UInt8(ascii: "{"))
    members(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  mutating func write<Element>(
    _ key: String, _ elements: [Element], _ members: (inout JSONWriter, Element) -> Void
  ) {
    begin(key)
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "{"))
      members(&self, element)
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// A value that is JSON already.
  mutating func writeRaw(_ key: String, _ value: String) {
    begin(key)
    bytes += value.utf8
  }

  private mutating func begin(_ key: String) {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    append(key)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func append(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
      bytes += text.utf8
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case ..<0x20:
        bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
  }
}
