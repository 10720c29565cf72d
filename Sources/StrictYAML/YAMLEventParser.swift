import CLibYAML

/// One parser event of libyaml as a value. Ranges are UTF-8 bytes of the file.
struct YAMLEvent {
  enum Kind {
    case documentStart(hasDirectives: Bool)
    case scalar(text: String, style: YAMLScalar.Style)
    case sequenceStart, mappingStart
    case collectionEnd
    case alias(String)
  }

  var kind: Kind
  var utf8Range: Range<Int>
  var hasAnchor = false
  var hasTag = false
}

/// libyaml's own error. Offsets are UTF-8 bytes of the file.
struct YAMLFailure {
  var problem: String
  var utf8Offset: Int
  var context: String
  var contextUTF8Offset: Int?
}

/// libyaml's event parser over bytes in memory.
enum YAMLEventParser {
  /// Gives every event to `handle` until it returns false, the stream ends or an error is met, which is returned.
  /// `bytes` must be valid UTF-8.
  static func parse(_ bytes: [UInt8], handle: (YAMLEvent) -> Bool) -> YAMLFailure? {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let offsets = ScalarOffsets(bytes: bytes, start: start)
    // The parser keeps its own address and that of the input: both stay in place until it is deleted, inside these
    // closures, and neither pointer leaves them.
    return withUnsafeTemporaryAllocation(of: yaml_parser_t.self, capacity: 1) { storage in
      guard let parser = storage.baseAddress, yaml_parser_initialize(parser) == 1 else {
        return YAMLFailure(problem: "out of memory", utf8Offset: start, context: "")
      }
      defer { yaml_parser_delete(parser) }
      return bytes[start...].withUnsafeBufferPointer { input in
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        return run(parser, offsets: offsets, handle: handle)
      }
    }
  }

  private static func run(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, offsets: ScalarOffsets, handle: (YAMLEvent) -> Bool
  ) -> YAMLFailure? {
    while true {
      var raw = yaml_event_t()
      guard yaml_parser_parse(parser, &raw) == 1 else { return failure(of: parser.pointee, offsets: offsets) }
      defer { yaml_event_delete(&raw) }
      if raw.type == YAML_STREAM_END_EVENT || raw.type == YAML_NO_EVENT { return nil }
      if let event = event(raw, offsets: offsets), !handle(event) { return nil }
    }
  }

  private static func failure(of parser: yaml_parser_t, offsets: ScalarOffsets) -> YAMLFailure {
    // Both texts are string literals of libyaml, or null.
    let problem = parser.problem.map { String(cString: $0) } ?? "out of memory"
    let context = parser.context.map { String(cString: $0) } ?? ""
    return YAMLFailure(
      problem: problem, utf8Offset: offsets.utf8Offset(of: parser.problem_mark.index), context: context,
      contextUTF8Offset: context.isEmpty ? nil : offsets.utf8Offset(of: parser.context_mark.index))
  }

  private static func event(_ raw: yaml_event_t, offsets: ScalarOffsets) -> YAMLEvent? {
    let start = offsets.utf8Offset(of: raw.start_mark.index)
    let range = start..<max(start, offsets.utf8Offset(of: raw.end_mark.index))
    switch raw.type {
    case YAML_DOCUMENT_START_EVENT:
      let data = raw.data.document_start
      let hasDirectives = data.version_directive != nil || data.tag_directives.start != data.tag_directives.end
      return YAMLEvent(kind: .documentStart(hasDirectives: hasDirectives), utf8Range: range)
    case YAML_SCALAR_EVENT:
      let data = raw.data.scalar
      // libyaml owns `length` bytes at `value` until the event is deleted.
      let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
      return YAMLEvent(
        kind: .scalar(text: text, style: style(data.style)), utf8Range: range, hasAnchor: data.anchor != nil,
        hasTag: data.tag != nil)
    case YAML_SEQUENCE_START_EVENT:
      let data = raw.data.sequence_start
      return YAMLEvent(
        kind: .sequenceStart, utf8Range: range, hasAnchor: data.anchor != nil, hasTag: data.tag != nil)
    case YAML_MAPPING_START_EVENT:
      let data = raw.data.mapping_start
      return YAMLEvent(kind: .mappingStart, utf8Range: range, hasAnchor: data.anchor != nil, hasTag: data.tag != nil)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return YAMLEvent(kind: .collectionEnd, utf8Range: range)
    case YAML_ALIAS_EVENT:
      // A null-terminated name that libyaml owns until the event is deleted.
      let name = raw.data.alias.anchor.map { String(cString: $0) } ?? ""
      return YAMLEvent(kind: .alias(name), utf8Range: range)
    default:
      return nil
    }
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }
}

/// libyaml counts Unicode scalars; the rest of the program counts UTF-8 bytes.
struct ScalarOffsets {
  private let bytes: [UInt8]
  private let start: Int
  /// The byte offset of every 16th scalar; empty where all are ASCII and so one byte each.
  private let checkpoints: [Int]
  private static let step = 16

  init(bytes: [UInt8], start: Int) {
    self.bytes = bytes
    self.start = start
    var checkpoints: [Int] = []
    if bytes[start...].contains(where: { $0 >= 0x80 }) {
      checkpoints.reserveCapacity(bytes.count / Self.step + 1)
      var count = 0
      for index in start..<max(start, bytes.count) where bytes[index] & 0xC0 != 0x80 {
        if count % Self.step == 0 { checkpoints.append(index) }
        count += 1
      }
    }
    self.checkpoints = checkpoints
  }

  /// The end of the bytes for any index past it.
  func utf8Offset(of scalarIndex: Int) -> Int {
    if checkpoints.isEmpty { return min(start + max(scalarIndex, 0), bytes.count) }
    guard scalarIndex >= 0 else { return checkpoints[0] }
    guard scalarIndex / Self.step < checkpoints.count else { return bytes.count }
    var offset = checkpoints[scalarIndex / Self.step]
    var remaining = scalarIndex % Self.step
    while remaining > 0, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      remaining -= 1
    }
    return offset
  }
}
