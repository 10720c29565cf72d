import StrictYAML

/// Reads numbers with units.
enum SettingsValue {
  struct Mistake: Error, Equatable {
    var message: String
    var hint: String
  }

  private static let durations: [(unit: String, milliseconds: Int)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]
  private static let sizes: [(unit: String, bytes: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
  ]
  /// Nine digits times the largest unit fit into an `Int`.
  private static let maximumDigits = 9

  /// `500ms`, `2s`, `5m`, `1h`, `1d`; whole numbers only.
  static func duration(_ text: String) -> Result<Duration, Mistake> {
    guard let (number, unit) = split(text), let found = durations.first(where: { $0.unit == unit }) else {
      return .failure(
        Mistake(
          message: "\"\(YAMLReader.shortened(text))\" is no length of time",
          hint: "write a whole number and a unit without a space: 500ms, 2s, 5m, 1h, 1d"))
    }
    return .success(.milliseconds(number * found.milliseconds))
  }

  /// In the largest unit that gives a whole number.
  static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    guard milliseconds > 0, let found = durations.first(where: { milliseconds % $0.milliseconds == 0 }) else {
      return "0s"
    }
    return "\(milliseconds / found.milliseconds)\(found.unit)"
  }

  /// `16MiB`, `512KiB`, `1GiB`, `1000B`; in bytes.
  static func byteCount(_ text: String) -> Result<Int, Mistake> {
    guard let (number, unit) = split(text), let found = sizes.first(where: { $0.unit == unit }) else {
      return .failure(
        Mistake(
          message: "\"\(YAMLReader.shortened(text))\" is no size",
          hint: "write a whole number and a unit without a space: 512KiB, 16MiB, 1GiB"))
    }
    return .success(number * found.bytes)
  }

  /// A whole number, with `_` between digits if wished.
  static func count(_ text: String) -> Result<Int, Mistake> {
    guard let (number, unit) = split(text.replacing("_", with: "")), unit.isEmpty else {
      return .failure(
        Mistake(message: "\"\(YAMLReader.shortened(text))\" is no number", hint: "write digits only, as in 1000000"))
    }
    return .success(number)
  }

  private static func split(_ text: String) -> (number: Int, unit: String)? {
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
    guard (1...maximumDigits).contains(digits.count), let number = Int(Substring(digits)) else { return nil }
    return (number, String(text.dropFirst(digits.count)))
  }
}
