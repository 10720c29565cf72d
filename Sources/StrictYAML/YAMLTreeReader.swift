import Diagnostics

/// Builds the tree from libyaml's events with an explicit stack, and tells what strict YAML does not allow.
struct YAMLTreeReader {
  private struct Frame {
    enum Content {
      case sequence([YAMLNode])
      /// `firstPlaces`: of each key, empty while there are few.
      case mapping([YAMLMapping.Entry], firstPlaces: [String: Range<Int>], pending: PendingKey?)
    }

    /// So many keys are compared one by one.
    static let fewKeys = 16

    var content: Content
    var start: Int
    var end: Int
  }

  private enum PendingKey {
    case key(YAMLScalar)
    /// Told already; its value is read and dropped.
    case wrong
  }

  private let source: SourceText
  private let limits: YAMLLimits
  private var stack: [Frame] = []
  private var root: YAMLNode?
  private var nodeCount = 0
  private var documentCount = 0
  private var isComplete = true
  private var diagnostics: [Diagnostic] = []
  private var hiddenDiagnostics = 0

  init(source: SourceText, limits: YAMLLimits) {
    self.source = source
    self.limits = limits
  }

  mutating func read() -> YAMLDocument {
    let failure = YAMLEventParser.parse(source.bytes) { handle($0) }
    if let failure { breakOff(failure) }
    while !stack.isEmpty { close(at: nil) }
    if hiddenDiagnostics > 0 {
      diagnostics.append(
        Diagnostic(
          "too-many-mistakes", .error, "\(hiddenDiagnostics) more mistakes in this file are not shown",
          file: source.file,
          at: source.bytes.count..<source.bytes.count, hint: "correct those above first"))
    }
    return YAMLDocument(source: source, root: root, diagnostics: diagnostics, isComplete: isComplete)
  }

  private mutating func breakOff(_ failure: YAMLFailure) {
    isComplete = false
    let diagnostic = YAMLFailureExplainer(source: source).explain(failure)
    if diagnostic.code == "bracket" {
      // An open bracket takes in the lines after it; that they are joined is not the mistake.
      diagnostics.removeAll { $0.code == "two-lines" && $0.utf8Range.lowerBound > diagnostic.utf8Range.lowerBound }
    }
    if !isToldAlready(diagnostic) { report(diagnostic) }
    if Self.codesOfMisplacedLines.contains(diagnostic.code) { doubtLastNode() }
  }

  /// A line that fits nowhere may have been meant for what was closed just before it.
  private static let codesOfMisplacedLines: Set = [
    "indentation", "missing-colon", "missing-space", "unexpected-colon", "yaml",
  ]

  private mutating func doubtLastNode() {
    guard var frame = stack.popLast() else {
      root = root?.brokenOff()
      return
    }
    switch frame.content {
    case .sequence(var items):
      if let last = items.popLast() { items.append(last.brokenOff()) }
      frame.content = .sequence(items)
    case .mapping(var entries, let firstPlaces, nil):
      if let last = entries.popLast() {
        entries.append(YAMLMapping.Entry(key: last.key, value: last.value.brokenOff()))
      }
      frame.content = .mapping(entries, firstPlaces: firstPlaces, pending: nil)
    case .mapping: break
    }
    stack.append(frame)
  }

  // MARK: Events

  /// Returns false to stop.
  private mutating func handle(_ event: YAMLEvent) -> Bool {
    switch event.kind {
    case .documentStart(let hasDirectives): return startDocument(event.utf8Range, hasDirectives: hasDirectives)
    case .collectionEnd:
      close(at: event.utf8Range.upperBound)
      return true
    default: break
    }
    nodeCount += 1
    guard nodeCount <= limits.maximumNodes else {
      return stop(
        "too-many-values", "this file has more than \(limits.maximumNodes) values", at: event.utf8Range,
        hint: "split it into several files")
    }
    checkProperties(of: event)
    switch event.kind {
    case .sequenceStart: return open(.sequence([]), at: event.utf8Range)
    case .mappingStart: return open(.mapping([], firstPlaces: [:], pending: nil), at: event.utf8Range)
    case .alias(let name): addAlias(name, at: event.utf8Range)
    case .scalar(let text, let style):
      add(YAMLScalar(text: text, style: style, utf8Range: event.utf8Range), hasAnchor: event.hasAnchor || event.hasTag)
    case .documentStart, .collectionEnd: break
    }
    return true
  }

  private mutating func startDocument(_ range: Range<Int>, hasDirectives: Bool) -> Bool {
    documentCount += 1
    if documentCount > 1 {
      return stop(
        "several-documents", "a second YAML document begins here; what follows is not read", at: range,
        hint: "delete the line \"---\", or put what follows into a file of its own")
    }
    if hasDirectives {
      report(
        Diagnostic(
          "directive", .error, "a line that begins with % is a YAML directive, which is not allowed here",
          file: source.file,
          at: range.lowerBound..<range.lowerBound, hint: "delete it"))
    }
    return true
  }

  private mutating func open(_ content: Frame.Content, at range: Range<Int>) -> Bool {
    guard stack.count < limits.maximumDepth else {
      return stop(
        "too-deep", "values are nested deeper than \(limits.maximumDepth) here", at: range,
        hint: "take brackets or dashes away; if they belong to a text, put all of it in quotes")
    }
    stack.append(Frame(content: content, start: range.lowerBound, end: range.upperBound))
    return true
  }

  private mutating func stop(_ code: String, _ message: String, at range: Range<Int>, hint: String? = nil) -> Bool {
    isComplete = false
    report(Diagnostic(code, .error, message, file: source.file, at: range, hint: hint))
    return false
  }

  // MARK: Building

  /// Closes the innermost collection; `end` is `nil` where the file broke off.
  private mutating func close(at end: Int?) {
    guard let frame = stack.popLast() else { return }
    // A block collection's own end mark lies behind the blank lines and comments that follow it.
    let last = max(frame.start, min(frame.end, source.bytes.count))
    let range = frame.start..<max(last, isFlow(frame) ? end ?? last : last)
    let kind: YAMLNode.Kind =
      switch frame.content {
      case .sequence(let items): .sequence(items)
      case .mapping(let entries, _, _): .mapping(YAMLMapping(entries: entries))
      }
    attach(YAMLNode(kind: kind, utf8Range: range, isComplete: end != nil))
  }

  private func isFlow(_ frame: Frame) -> Bool {
    frame.start < source.bytes.count
      && (source.bytes[frame.start] == UInt8(ascii: "[") || source.bytes[frame.start] == UInt8(ascii: "{"))
  }

  private mutating func attach(_ node: YAMLNode) {
    guard var frame = stack.popLast() else {
      if root == nil { root = node }
      return
    }
    frame.end = max(frame.end, node.utf8Range.upperBound)
    switch frame.content {
    case .sequence(var items):
      // Taken out while it grows, so that the array is not copied.
      frame.content = .sequence([])
      items.append(node)
      frame.content = .sequence(items)
    case .mapping(var entries, let firstPlaces, let pending):
      frame.content = .sequence([])
      if let pending {
        if case .key(let key) = pending { entries.append(YAMLMapping.Entry(key: key, value: node)) }
        frame.content = .mapping(entries, firstPlaces: firstPlaces, pending: nil)
      } else {
        report(
          Diagnostic(
            "complex-key", .error, "a list or mapping stands here as a key; only text can", file: source.file,
            at: node.utf8Range,
            hint: "write a text before the colon; if the brackets belong to it, put it in quotes"))
        frame.content = .mapping(entries, firstPlaces: firstPlaces, pending: .wrong)
      }
    }
    stack.append(frame)
  }

  private mutating func add(_ scalar: YAMLScalar, hasAnchor: Bool) {
    checkLines(of: scalar)
    checkComment(after: scalar)
    if isKeyNext {
      addKey(scalar)
    } else if isInSequence, scalar.text.isEmpty, scalar.style == .plain, !hasAnchor {
      reportEmptyItem(scalar.utf8Range)
    } else {
      attach(YAMLNode(kind: .scalar(scalar), utf8Range: scalar.utf8Range, isComplete: true))
    }
  }

  // These look at the frame and let go of it at once: held on to, it would be copied when it grows.

  private var isKeyNext: Bool {
    if case .mapping(_, _, nil) = stack.last?.content { true } else { false }
  }

  private var isInSequence: Bool {
    if case .sequence = stack.last?.content { true } else { false }
  }

  private mutating func addKey(_ key: YAMLScalar) {
    guard var frame = stack.popLast(), case .mapping(let entries, var firstPlaces, _) = frame.content else { return }
    frame.content = .sequence([])
    frame.end = max(frame.end, key.utf8Range.upperBound)
    let first: Range<Int>?
    if entries.count < Frame.fewKeys {
      first = entries.first { $0.key.text == key.text }?.key.utf8Range
    } else {
      if firstPlaces.isEmpty { for entry in entries { firstPlaces[entry.key.text] = entry.key.utf8Range } }
      first = firstPlaces[key.text]
    }
    if let first {
      report(
        Diagnostic(
          "duplicate-key", .error, "the key \"\(key.text)\" stands here a second time", file: source.file,
          at: key.utf8Range,
          secondary: Diagnostic.Label(utf8Range: first, message: "first here"), hint: "keep one of the two"))
      frame.content = .mapping(entries, firstPlaces: firstPlaces, pending: .wrong)
    } else {
      if !firstPlaces.isEmpty { firstPlaces[key.text] = key.utf8Range }
      frame.content = .mapping(entries, firstPlaces: firstPlaces, pending: .key(key))
    }
    stack.append(frame)
  }

  private mutating func addAlias(_ name: String, at range: Range<Int>) {
    report(YAMLFailureExplainer(source: source).alias(at: range))
    let scalar = YAMLScalar(text: "*" + name, style: .plain, utf8Range: range)
    if isKeyNext {
      addKey(scalar)
    } else {
      attach(YAMLNode(kind: .scalar(scalar), utf8Range: range, isComplete: true))
    }
  }

  // MARK: Checks

  private mutating func report(_ diagnostic: Diagnostic) {
    if diagnostics.count < limits.maximumDiagnostics || !isComplete {
      diagnostics.append(diagnostic)
    } else {
      hiddenDiagnostics += 1
    }
  }

  /// An alias is told when it is met, and again by libyaml where text follows it; so is a key that is taken for the
  /// second line of a text.
  private func isToldAlready(_ diagnostic: Diagnostic) -> Bool {
    diagnostics.contains {
      ($0.code == diagnostic.code || $0.code == "two-lines" && diagnostic.code == "unexpected-colon")
        && source.line(at: $0.utf8Range.lowerBound) == source.line(at: diagnostic.utf8Range.lowerBound)
    }
  }

  private mutating func checkProperties(of event: YAMLEvent) {
    guard event.hasAnchor || event.hasTag else { return }
    let start = event.utf8Range.lowerBound
    var end = start
    while end < source.bytes.count, source.bytes[end] > UInt8(ascii: " ") { end += 1 }
    let (code, name): (String, String) = event.hasTag && !event.hasAnchor ? ("tag", "!") : ("anchor", "&")
    let text = YAMLLine(source: source, at: start).value(from: start)
    report(
      Diagnostic(
        code, .error, "text that begins with \(name) is a YAML \(code), which is not allowed here", file: source.file,
        at: start..<end, hint: "if it is meant as text, put all of it in quotes: \(YAMLLine.quoted(text))"))
  }

  private mutating func reportEmptyItem(_ range: Range<Int>) {
    if !stack.isEmpty { stack[stack.count - 1].end = max(stack[stack.count - 1].end, range.lowerBound) }
    let start = max(0, range.lowerBound - 1)
    let rest = YAMLLine(source: source, at: range.lowerBound).value(from: range.lowerBound)
    let hint =
      rest.hasPrefix("#")
      ? "# begins a comment; if it belongs to the text, put it in quotes: \(YAMLLine.quoted(rest))"
      : "write the text behind the dash, or delete the line"
    report(
      Diagnostic(
        "empty-item", .error, "this item is empty", file: source.file, at: start..<range.lowerBound, hint: hint))
  }

  /// Plain text that goes on in the next line is nearly always a forgotten dash, colon or quote.
  private mutating func checkLines(of scalar: YAMLScalar) {
    guard scalar.style == .plain else { return }
    let bytes = source.bytes[source.clamp(scalar.utf8Range)]
    guard let lineEnd = bytes.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
      return
    }
    let second = bytes[lineEnd...].firstIndex { $0 > UInt8(ascii: " ") } ?? lineEnd
    let line = source.lineRange(source.line(at: second))
    let isItem = isInSequence
    report(
      Diagnostic(
        "two-lines", .error, "this line would be joined to the text that begins in the line before", file: source.file,
        at: second..<max(second, min(line.upperBound, scalar.utf8Range.upperBound)),
        secondary: Diagnostic.Label(utf8Range: scalar.utf8Range.lowerBound..<lineEnd, message: "the text begins here"),
        hint: YAMLLine(source: source, at: second).hasKey
          ? "begin this line in the same column as the key of the line before"
          : isItem
            ? "begin this line with \"- \" if it is an item of its own; otherwise write the item on one line"
            : "write the text on one line, or put | after the colon and the text in the lines below it"))
  }

  /// `C #sharp`: YAML drops what stands behind a blank and `#`. A comment proper has a blank behind the `#`.
  private mutating func checkComment(after scalar: YAMLScalar) {
    guard scalar.style == .plain, !scalar.text.isEmpty else { return }
    // Nearly always the line ends there.
    guard scalar.utf8Range.upperBound < source.bytes.count,
      source.bytes[scalar.utf8Range.upperBound] != UInt8(ascii: "\n")
    else { return }
    let line = source.lineRange(source.line(at: scalar.utf8Range.upperBound))
    guard scalar.utf8Range.upperBound < line.upperBound else { return }
    let rest = source.bytes[scalar.utf8Range.upperBound..<line.upperBound]
    guard let hash = rest.firstIndex(where: { $0 > UInt8(ascii: " ") }), rest[hash] == UInt8(ascii: "#"),
      hash > scalar.utf8Range.upperBound, hash + 1 < line.upperBound
    else { return }
    let next = source.bytes[hash + 1]
    let isWord = next >= 0x80 || Unicode.Scalar(next).properties.isAlphabetic || (0x30...0x39).contains(next)
    guard isWord else { return }
    let whole = source.text(in: scalar.utf8Range.lowerBound..<line.upperBound)
    report(
      Diagnostic(
        "comment-in-text", .warning, "from # on this is a comment, not part of the text", file: source.file,
        at: hash..<line.upperBound,
        hint: "if it belongs to the text, use quotes: \(YAMLLine.quoted(whole)); if not, put a space behind the #"))
  }
}
