import ArgumentParser
import Glibc
import SafeText

/// What the program knows of the terminal it writes to.
enum Terminal {
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// How many columns the terminal has that standard output goes to; `nil` where it goes to none.
  static var outputWidth: Int? {
    var size = winsize()
    guard isOutputTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Colour where a person looks on, unless https://no-color.org asks not to.
  static func usesColour(isTerminal: Bool) -> Bool {
    let isUnwanted = getenv("NO_COLOR").map { $0[0] != 0 } ?? false
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
    return isTerminal && !isUnwanted && !isDumb
  }

  /// What is wrong, on one line of standard error: whatever it names or quotes, no character of it can do anything to a terminal.
  static func tell(_ problem: String) { writeError("watchword: \(problem.safeToShow)") }

  /// A line to standard error, which is safe to show.
  static func writeError(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO) }

  /// Text to standard error as it is, without a line end.
  static func writeErrorText(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Text to standard output, unbuffered: whoever follows sees it at once.
  static func writeOutput(_ text: String) { write(text, to: STDOUT_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      // A reader that has gone away (`| head`) has seen enough.
      guard count > 0 else { Glibc.exit(errno == EPIPE ? 0 : 2) }
      rest = rest.dropFirst(count)
    }
  }
}

/// How alerts are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case auto, text, json

  /// `auto` is text for a person and JSON lines for a program.
  func isJSON(isTerminal: Bool) -> Bool {
    switch self {
    case .auto: !isTerminal
    case .text: false
    case .json: true
    }
  }
}
