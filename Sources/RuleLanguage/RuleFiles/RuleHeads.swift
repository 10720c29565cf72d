import Languages

/// The heads of many rules in little memory, in the order in which they were added.
///
/// Their texts stand one after another in a single array: a hundred thousand heads are then one block of memory and
/// not a million, which would lie scattered among what loading the rules gave back. A head is made when it is asked
/// for, in time proportional to its texts.
package struct RuleHeads: Sendable, RandomAccessCollection {
  /// Of every head its fields, in the order of `append`: numbers in seven bits a byte, lowest first, each but the last
  /// with the eighth bit set; texts as their length and their UTF-8.
  private var bytes: [UInt8] = []
  /// Where each head begins in `bytes`.
  private var starts: [Int] = []

  package init() {}

  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count }

  package mutating func append(_ head: RuleHead) {
    starts.append(bytes.count)
    append(Severity.allCases.firstIndex(of: head.severity) ?? 0)
    append(Rule.Status.allCases.firstIndex(of: head.status) ?? 0)
    append(head.isEnabled ? 1 : 0)
    append(head.location.line)
    append(head.location.file)
    append(head.id)
    append(head.title)
    append(head.description)
    append(head.owner)
    append(head.tags)
    append(head.references)
    append(head.notify)
    append(head.timing)
    append(head.language?.text)
    append(head.queryText)
    append(head.version)
  }

  /// The file and id of a head, for far less than the whole head.
  package func name(at position: Int) -> (file: String, id: String) {
    var reader = Reader(bytes: bytes, offset: starts[position])
    for _ in 0..<4 { _ = reader.number() }
    return (reader.text(), reader.text())
  }

  /// With other heads at some positions.
  package func replacing(_ heads: [Int: RuleHead]) -> RuleHeads {
    var result = RuleHeads()
    result.bytes.reserveCapacity(bytes.count)
    result.starts.reserveCapacity(starts.count)
    for position in indices {
      if let head = heads[position] {
        result.append(head)
        continue
      }
      result.starts.append(result.bytes.count)
      result.bytes += bytes[starts[position]..<(position + 1 < starts.count ? starts[position + 1] : bytes.count)]
    }
    return result
  }

  package subscript(position: Int) -> RuleHead {
    var reader = Reader(bytes: bytes, offset: starts[position])
    let severity = Severity.allCases[reader.number()]
    let status = Rule.Status.allCases[reader.number()]
    let isEnabled = reader.number() == 1
    let line = reader.number()
    let location = SourceLocation(file: reader.text(), line: line)
    return RuleHead(
      id: reader.text(), title: reader.text(), description: reader.optionalText(), owner: reader.optionalText(),
      severity: severity, tags: reader.texts(), status: status, isEnabled: isEnabled, references: reader.texts(),
      notify: reader.texts(), timing: reader.timing(),
      language: reader.optionalText().flatMap(LanguageCode.init), queryText: reader.text(), location: location,
      version: reader.text())
  }

  // MARK: Writing

  private mutating func append(_ number: Int) {
    var rest = UInt(bitPattern: number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes += text.utf8
  }

  private mutating func append(_ text: String?) {
    append(text == nil ? 0 : 1)
    if let text { append(text) }
  }

  private mutating func append(_ texts: [String]) {
    append(texts.count)
    for text in texts { append(text) }
  }

  private mutating func append(_ property: ArticleProperty?) {
    append(property.flatMap(ArticleProperty.allCases.firstIndex).map { $0 + 1 } ?? 0)
  }

  /// One byte where nothing is said, as in nearly every rule.
  private mutating func append(_ timing: AlertTiming) {
    append(
      (timing.digest == nil ? 0 : 1) + (timing.frequency == nil ? 0 : 2) + (timing.throttle == nil ? 0 : 4)
        + (timing.quietSeconds == nil ? 0 : 8) + (timing.retelling == nil ? 0 : 16))
    switch timing.digest {
    case .daily(let minute, let timeZone)?:
      append(0)
      append(minute)
      append(timeZone)
    case .every(let seconds)?:
      append(1)
      append(seconds)
    case nil: break
    }
    if let frequency = timing.frequency {
      append(frequency.count)
      append(frequency.windowSeconds)
      append(frequency.distinct)
    }
    if let throttle = timing.throttle {
      append(throttle.max)
      append(throttle.periodSeconds)
      append(throttle.by)
    }
    if let seconds = timing.quietSeconds { append(seconds) }
    if let retelling = timing.retelling {
      append(retelling.sources)
      append(retelling.languages ? 1 : 0)
    }
  }

  // MARK: Reading

  private struct Reader {
    let bytes: [UInt8]
    var offset: Int

    mutating func number() -> Int {
      var value: UInt = 0
      var shift: UInt = 0
      while true {
        let byte = bytes[offset]
        offset += 1
        value |= UInt(byte & 0x7F) << shift
        if byte < 0x80 { return Int(bitPattern: value) }
        shift += 7
      }
    }

    mutating func text() -> String {
      let count = number()
      defer { offset += count }
      return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
    }

    mutating func optionalText() -> String? { number() == 0 ? nil : text() }

    mutating func property() -> ArticleProperty? {
      let number = number()
      return number == 0 ? nil : ArticleProperty.allCases[number - 1]
    }

    mutating func timing() -> AlertTiming {
      let present = number()
      var timing = AlertTiming()
      if present & 1 != 0 {
        let isDaily = number() == 0
        timing.digest = isDaily ? .daily(minute: number(), timeZone: text()) : .every(seconds: number())
      }
      if present & 2 != 0 {
        timing.frequency = AlertFrequency(count: number(), windowSeconds: number(), distinct: property())
      }
      if present & 4 != 0 { timing.throttle = Throttle(max: number(), periodSeconds: number(), by: property()) }
      if present & 8 != 0 { timing.quietSeconds = number() }
      if present & 16 != 0 { timing.retelling = Retelling(sources: texts(), languages: number() == 1) }
      return timing
    }

    mutating func texts() -> [String] { (0..<number()).map { _ in text() } }
  }
}
