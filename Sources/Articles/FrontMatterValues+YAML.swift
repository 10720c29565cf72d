import CLibYAML

/// What is wrong with the YAML of a front matter.
struct FrontMatterProblem: Error, Equatable {
  let text: String
}

extension FrontMatterValues {
  static let maximumEvents = 4096
  static let maximumDepth = 8

  /// The top mapping of a YAML text, read by the events of libyaml. Every scalar is text; aliases, anchors and nested
  /// mappings are skipped. At most `maximumEvents` events and `maximumDepth` levels are read.
  static func yaml(_ text: ArraySlice<UInt8>) -> Result<FrontMatterValues, FrontMatterProblem> {
    let bytes = Array(text)
    do throws(FrontMatterProblem) {
      var events = try YAMLEvents()
      return .success(try events.readMapping(bytes))
    } catch {
      return .failure(error)
    }
  }
}

/// One event of a YAML text, without anchors, tags and styles but for what a reader of text needs.
private enum YAMLEvent: Equatable {
  case scalar(String, isPlain: Bool)
  case alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd, end, other
}

/// A libyaml parser and the reading of one front matter by it.
private struct YAMLEvents: ~Copyable {
  /// Allocated and initialised in `init`, owned by this value alone, and released in `deinit`: it outlives every use.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private var count = 0

  init() throws(FrontMatterProblem) {
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw FrontMatterProblem(text: "the YAML reader could not start")
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  mutating func readMapping(_ bytes: [UInt8]) throws(FrontMatterProblem) -> FrontMatterValues {
    let parser = parser
    var result: Result<FrontMatterValues, FrontMatterProblem> = .success(FrontMatterValues())
    // The parser keeps the pointer as its input and reads it only in `next`, all calls of which lie inside this
    // closure.
    bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
      result = values()
    }
    return try result.get()
  }

  private mutating func values() -> Result<FrontMatterValues, FrontMatterProblem> {
    do throws(FrontMatterProblem) {
      var values = FrontMatterValues()
      var event = try next()
      while event == .other { event = try next() }
      guard event != .end else { return .success(values) }
      guard event == .mappingStart else { throw FrontMatterProblem(text: "it is not a list of keys and values") }
      while true {
        let key = try next()
        if key == .mappingEnd { break }
        let value = try self.value()
        if case .scalar(let name, _) = key { values.add(name, value) } else { try skip(key) }
      }
      while try next() != .end {}
      return .success(values)
    } catch {
      return .failure(error)
    }
  }

  /// The texts of a scalar or of a sequence of scalars; none for anything else.
  private mutating func value() throws(FrontMatterProblem) -> [String] {
    let event = try next()
    guard event == .sequenceStart else {
      try skip(event)
      return texts(event)
    }
    var values: [String] = []
    while true {
      let item = try next()
      if item == .sequenceEnd { return values }
      values += texts(item)
      try skip(item)
    }
  }

  /// YAML's two plain words for nothing, which scrapers write for what they do not know, are nothing.
  private func texts(_ event: YAMLEvent) -> [String] {
    guard case .scalar(let text, let isPlain) = event, !(isPlain && (text == "null" || text == "~")) else { return [] }
    return [text]
  }

  /// Reads on to the end of what an event began.
  private mutating func skip(_ event: YAMLEvent) throws(FrontMatterProblem) {
    var depth = event == .sequenceStart || event == .mappingStart ? 1 : 0
    while depth > 0 {
      switch try next() {
      case .sequenceStart, .mappingStart: depth += 1
      case .sequenceEnd, .mappingEnd: depth -= 1
      case .end: return
      case .scalar, .alias, .other: break
      }
      guard depth <= FrontMatterValues.maximumDepth else {
        throw FrontMatterProblem(text: "it is nested more than \(FrontMatterValues.maximumDepth) levels deep")
      }
    }
  }

  private mutating func next() throws(FrontMatterProblem) -> YAMLEvent {
    count += 1
    guard count <= FrontMatterValues.maximumEvents else {
      throw FrontMatterProblem(text: "it has more than \(FrontMatterValues.maximumEvents) parts")
    }
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    switch event.type {
    case YAML_SCALAR_EVENT: return scalar(event)
    case YAML_ALIAS_EVENT: return .alias
    case YAML_SEQUENCE_START_EVENT: return .sequenceStart
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT: return .mappingStart
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .end
    default: return .other
    }
  }

  private func scalar(_ event: yaml_event_t) -> YAMLEvent {
    let scalar = event.data.scalar
    // libyaml owns `length` bytes at `value` until the event is deleted, which happens after this returns.
    let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    return .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
  }

  private func problem() -> FrontMatterProblem {
    // libyaml's problem is a constant C string, or null where memory ran out.
    let text = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
    // Line 1 of the file is the opening ---.
    let line = max(parser.pointee.problem_mark.line, parser.pointee.context_mark.line)
    return FrontMatterProblem(text: "line \(line + 2): \(text)")
  }
}
