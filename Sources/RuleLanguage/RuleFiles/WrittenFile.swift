import Diagnostics
import Languages

/// A rule or list as a file has it, right or wrong, before files are put together.
protocol Written {
  /// Unique over all files.
  var name: String { get }
  /// Where the name stands, in UTF-8 bytes of the file.
  var nameRange: Range<Int> { get }
  var location: SourceLocation { get }
}

/// An object, so that putting many of them together copies none.
final class WrittenRule: Written, Sendable {
  let name: String
  let nameRange: Range<Int>
  let location: SourceLocation
  /// As written, also where the rest is wrong: who switches a rule off means it.
  let isEnabled: Bool
  /// `nil` when something is wrong with it.
  let rule: Rule?
  /// The lists that it names, with their places in the file.
  let references: [ListReference]

  init(
    name: String, nameRange: Range<Int>, location: SourceLocation, isEnabled: Bool, rule: Rule?,
    references: [ListReference]
  ) {
    self.name = name
    self.nameRange = nameRange
    self.location = location
    self.isEnabled = isEnabled
    self.rule = rule
    self.references = references
  }

  /// The same as if it were wrong.
  var refused: WrittenRule {
    WrittenRule(
      name: name, nameRange: nameRange, location: location, isEnabled: isEnabled, rule: nil, references: references)
  }
}

struct WrittenList: Written {
  var name: String
  var nameRange: Range<Int>
  var location: SourceLocation
  /// `nil` when something is wrong with it.
  var list: RuleList?
  var references: [ListReference]
  /// The file that has its items, if it names one.
  var file: ListFileReference?
}

struct ListFileReference {
  /// As written: relative to the rule file.
  var path: String
  var utf8Range: Range<Int>
  /// In which its words are read; `nil` for that of their letters.
  var language: LanguageCode?
}

struct ListReference {
  var name: String
  var utf8Range: Range<Int>
}

/// What one rule file has.
struct WrittenFile {
  var file: String
  var rules: [WrittenRule] = []
  var lists: [WrittenList] = []
  /// Whether there may be rules or lists in the file that could not be read, not even their names.
  var mayHaveMore: Bool
  var diagnostics: [Diagnostic] = []
}

/// The names that rules and lists can have.
enum RuleName {
  static let maximumBytes = 100

  static func isRuleID(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= maximumBytes else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }

  /// The characters that a query takes behind `$`.
  static func isListName(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= maximumBytes else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber:
        true
      default: scalar == "_" || scalar == "-"
      }
    }
  }
}
