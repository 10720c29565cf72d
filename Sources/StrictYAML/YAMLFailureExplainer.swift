import Diagnostics

/// Tells libyaml's errors in plain words, by its message and by what stands in the line.
struct YAMLFailureExplainer {
  let source: SourceText

  func explain(_ failure: YAMLFailure) -> Diagnostic {
    let at = min(max(failure.utf8Offset, 0), source.bytes.count)
    let line = YAMLLine(source: source, at: at)
    if let diagnostic = tab(failure, at: at, line: line) { return diagnostic }
    if let diagnostic = byMessage(failure, at: at, line: line) { return diagnostic }
    if let diagnostic = byLine(failure, at: at, line: line) { return diagnostic }
    return structure(failure, at: at)
  }

  // MARK: By what libyaml says

  private func tab(_ failure: YAMLFailure, at offset: Int, line: YAMLLine) -> Diagnostic? {
    let isTab = offset < source.bytes.count && source.bytes[offset] == UInt8(ascii: "\t")
    guard isTab || failure.problem.contains("tab character") || line.hasTabInIndentation else { return nil }
    let tab = source.bytes[line.utf8Range].firstIndex(of: UInt8(ascii: "\t")) ?? offset
    return make(
      "tab", "a tab stands here; YAML takes only spaces before text", at: tab..<min(tab + 1, source.bytes.count),
      hint: "replace every tab by spaces, as many as the lines around it have")
  }

  private func byMessage(_ failure: YAMLFailure, at offset: Int, line: YAMLLine) -> Diagnostic? {
    let context = failure.contextUTF8Offset ?? offset
    switch failure.problem {
    case "did not find expected alphabetic or numeric character":
      return failure.context.contains("anchor") ? anchor(at: context) : alias(at: context..<context + 1)
    case "found unexpected end of stream", "found unexpected document indicator":
      return make(
        "unclosed-quote", "this quote is never closed", at: context..<context + 1,
        hint: "put the same quote at the end of the text")
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      return make(
        "escape", "in double quotes a backslash begins an escape, and this is none", at: offset..<offset + 1,
        secondary: (context..<context + 1, "the quotes begin here"),
        hint: "use single quotes, in which a backslash is an ordinary character, or put | and the text in the next line"
      )
    case "could not find expected ':'":
      return missingColon(failure, at: offset)
    case "mapping values are not allowed in this context":
      return unexpectedColon(at: offset, line: line)
    case "block sequence entries are not allowed in this context":
      return make(
        "unexpected-dash", "a list cannot begin here", at: offset..<offset + 1,
        hint: "put each item, with its dash, in a line of its own below the key")
    case "did not find expected comment or line break":
      let sign = context < source.bytes.count && source.bytes[context] == UInt8(ascii: ">") ? ">" : "|"
      return make(
        "text-after-bar", "behind \(sign) the text must begin in the next line", at: offset..<offset + 1,
        secondary: (context..<context + 1, "here"),
        hint: sign == ">"
          ? "if it is text, put all of it in quotes: \(YAMLLine.quoted(line.value))"
          : "write the text in the lines below, indented")
    default: return nil
    }
  }

  private func missingColon(_ failure: YAMLFailure, at offset: Int) -> Diagnostic {
    let start = failure.contextUTF8Offset ?? offset
    let line = YAMLLine(source: source, at: start)
    let text = line.value(from: start)
    if line.first == UInt8(ascii: "\"") || line.first == UInt8(ascii: "'"), !line.hasKey {
      return make(
        "missing-colon", "here a key with a colon is expected", at: start..<max(start, line.utf8Range.upperBound),
        hint: "begin an item of a list with \"- \"; if a quote was not closed above, close it")
    }
    if let colon = text.firstIndex(of: ":"), text.index(after: colon) < text.endIndex {
      let key = text[..<colon]
      return make(
        "missing-space", "a space is missing behind the colon", at: start..<start + key.utf8.count + 1,
        hint: "write: \(key): \(text[text.index(after: colon)...].prefix(60))")
    }
    return make(
      "missing-colon", "a colon is missing in this line", at: start..<max(start, line.utf8Range.upperBound),
      hint:
        "write a key, a colon and a space: title: …; or, if the text belongs to the line before, put both on one line")
  }

  private func unexpectedColon(at offset: Int, line: YAMLLine) -> Diagnostic {
    let value = line.value
    let isInValue = offset > line.valueStart && line.hasKey
    return make(
      "unexpected-colon", "a colon with a space behind it makes a key, and none can stand here",
      at: offset..<offset + 1,
      hint: isInValue
        ? "if the colon belongs to the text, put all of the text in quotes: \(YAMLLine.quoted(value))"
        : "check that this line is indented like the lines around it, and that the line before it is complete")
  }

  func alias(at utf8Range: Range<Int>) -> Diagnostic {
    let start = utf8Range.lowerBound
    let text = YAMLLine(source: source, at: start).value(from: start)
    return make(
      "alias", "text that begins with * must stand in quotes, or YAML takes it for an alias",
      at: start..<max(start + 1, utf8Range.upperBound), hint: "write \(YAMLLine.quoted(text))")
  }

  private func anchor(at offset: Int) -> Diagnostic {
    let text = YAMLLine(source: source, at: offset).value(from: offset)
    return make(
      "anchor", "text that begins with & must stand in quotes, or YAML takes it for an anchor",
      at: offset..<offset + 1, hint: "write \(YAMLLine.quoted(text))")
  }

  // MARK: By what stands in the line

  /// The faulty line itself; where YAML saw the fault only in the line after, that one.
  private func byLine(_ failure: YAMLFailure, at offset: Int, line: YAMLLine) -> Diagnostic? {
    let start = line.valueStart
    guard let first = line.first else { return nil }
    let value = line.value
    let isOneQuote = first == UInt8(ascii: "'") && value.count > 1 && value.hasSuffix("'")
    // In 'Umar's people' the quotes are meant to hold the whole.
    let quoted = YAMLLine.quoted(isOneQuote ? String(value.dropFirst().dropLast()) : value)
    switch first {
    case UInt8(ascii: "*"): return alias(at: start..<start + 1)
    case UInt8(ascii: "&"): return anchor(at: start)
    case UInt8(ascii: "!"):
      return make(
        "tag", "text that begins with ! must stand in quotes, or YAML takes it for a tag", at: start..<start + 1,
        hint: "write \(quoted)")
    case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: "]"),
      UInt8(ascii: "}"):
      return make(
        "reserved-character", "text cannot begin with \(Character(Unicode.Scalar(first))) unless it stands in quotes",
        at: start..<start + 1, hint: "write \(quoted)")
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      guard offset > start, offset < line.utf8Range.upperBound else { return nil }
      return make(
        "text-after-quote", "for YAML the text ends at the closing quote, but more follows",
        at: offset..<line.utf8Range.upperBound, secondary: (start..<start + 1, "the quotes begin here"),
        hint: isOneQuote
          ? "inside single quotes write an apostrophe twice: \(quoted)"
          : line.hasKey
            ? "put | behind the colon and the text in the next line, indented; or quote all of it: \(quoted)"
            : "put all of the item in single quotes: \(quoted)")
    case UInt8(ascii: "["), UInt8(ascii: "{"): return bracket(at: start, quoted: quoted)
    default: return nil
    }
  }

  private func bracket(at offset: Int, quoted: String) -> Diagnostic {
    let (sign, close, kind) =
      source.bytes[offset] == UInt8(ascii: "[") ? ("[", "]", "a list") : ("{", "}", "a mapping")
    return make(
      "bracket", "text that begins with \(sign) is \(kind) for YAML, and as such it is not complete",
      at: offset..<offset + 1,
      hint: "end it with \(close) on its own; or, if it is text, put all of it in quotes: \(quoted)")
  }

  // MARK: Otherwise

  private func structure(_ failure: YAMLFailure, at offset: Int) -> Diagnostic {
    if let context = failure.contextUTF8Offset, failure.context.contains("flow"), context < source.bytes.count {
      let line = YAMLLine(source: source, at: context)
      return bracket(at: context, quoted: YAMLLine.quoted(line.value(from: context)))
    }
    let line = YAMLLine(source: source, at: offset)
    let range = offset..<max(offset, line.utf8Range.upperBound)
    if let context = failure.contextUTF8Offset, failure.problem.hasPrefix("did not find expected") {
      return make(
        "indentation", "this line does not fit the lines before it; most often it is indented wrongly", at: range,
        secondary: (context..<context + 1, "it would have to fit what begins here"),
        hint: "begin it in the same column as the lines it belongs to; the text of a key stands further right")
    }
    if failure.problem.hasPrefix("did not find expected <document start>") {
      return make(
        "indentation", "this line does not fit the lines before it", at: range,
        hint: "a file begins with a key and a colon, such as rules:, in the first column")
    }
    return make(
      "yaml", "this is not valid YAML: \(failure.problem)", at: range,
      hint: "if the line holds text with signs in it, put the text in quotes")
  }

  private func make(
    _ code: String, _ message: String, at utf8Range: Range<Int>, secondary: (Range<Int>, String)? = nil, hint: String
  ) -> Diagnostic {
    Diagnostic(
      code, .error, message, file: source.file, at: source.clamp(utf8Range),
      secondary: secondary.map { Diagnostic.Label(utf8Range: source.clamp($0.0), message: $0.1) }, hint: hint)
  }
}
