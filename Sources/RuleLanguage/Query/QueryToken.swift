/// One piece of a query's text, with its place.
struct QueryToken: Equatable {
  enum Kind: Equatable {
    /// Bare, not quoted.
    case word(WordPattern)
    /// What stands between quotes: one word or more.
    case phrase([WordPattern])
    case list(String)
    case name(NamePattern)
    case regex(RegexPattern)
    case zone(ZoneSelector)
    case field(MetadataField)
    /// Only after a field, and in the parentheses after one.
    case value(MetadataValue)
    case and, or, not, unless
    case near(Proximity)
    /// The number is nil where what is written was told to be wrong.
    case numbered(NumberedOperator, Int?)
    /// `^5` behind an operand; nil as above.
    case weight(Int?)
    case open, close, comma
    /// Stands for an operand that was told to be wrong already.
    case invalid
    case end

    var isNumbered: Bool { if case .numbered = self { true } else { false } }
  }

  var kind: Kind
  var utf8Range: Range<Int>

  /// Whether an operand can begin with it, wherever it stands.
  var startsOperand: Bool {
    switch kind {
    case .word, .phrase, .list, .name, .regex, .zone, .field, .numbered, .open, .invalid: true
    default: false
    }
  }

  /// Whether an operand can end with it.
  var endsOperand: Bool {
    switch kind {
    case .word, .phrase, .list, .name, .regex, .value, .weight, .close, .invalid: true
    default: false
    }
  }
}

/// What stands before the colon of a metadata condition.
enum MetadataField: Equatable {
  case text(MetadataCondition.TextField)
  case published
  case words

  var name: String {
    switch self {
    case .text(let field): field.rawValue
    case .published: "published"
    case .words: "words"
    }
  }

  init?(name: String) {
    switch name {
    case "published": self = .published
    case "words": self = .words
    default:
      guard let field = MetadataCondition.TextField(rawValue: name) else { return nil }
      self = .text(field)
    }
  }

  static let names = MetadataCondition.TextField.allCases.map(\.rawValue) + ["published", "words"]
}

/// What stands after the colon of a metadata condition.
struct MetadataValue: Equatable {
  /// nil where none is written.
  var comparison: MetadataCondition.Comparison?
  var pattern: WordPattern
  /// As written, without comparison and quotes.
  var text: String
  var isQuoted: Bool
}

/// Every name that can stand before a colon.
enum QueryPrefix {
  static let names = ZoneSelector.allCases.map(\.rawValue) + MetadataField.names

  /// Names that people bring from elsewhere.
  private static let synonyms = [
    "headline": "title", "intitle": "title", "subject": "title", "heading": "title", "text": "body", "content": "body",
    "intro": "lead", "site": "source", "domain": "source", "publisher": "source", "language": "lang",
    "date": "published", "pubdate": "published", "by": "author", "byline": "author", "keyword": "tag", "tags": "tag",
    "category": "section", "link": "url", "inurl": "url", "wordcount": "words", "length": "words", "all": "any",
  ]

  /// Names of fields that stand before = or a parenthesis elsewhere, and are no prefixes anywhere.
  private static let abbreviations = [
    "hl": "title", "hlead": "lead", "hdl": "title", "lp": "lead", "wc": "words", "rst": "source", "la": "lang",
    "pub": "source",
    "publication": "source", "sn": "source", "pd": "published", "au": "author",
  ]

  /// The known name that a field of another program is, or nil.
  static func field(_ name: String) -> String? {
    let name = name.lowercased()
    return names.contains(name) ? name : synonyms[name] ?? abbreviations[name]
  }

  /// The known name that was most likely meant, or nil.
  static func suggestion(for name: String) -> String? {
    let name = name.lowercased()
    if let synonym = synonyms[name] { return synonym }
    guard name.utf8.count <= 16 else { return nil }
    return names.map { ($0, editDistance(name, $0)) }.filter { $0.1 <= 2 && $0.1 < $0.0.count / 2 + 1 }
      .min { $0.1 < $1.1 }?.0
  }

  /// Levenshtein's distance, by the usual two-row dynamic programme.
  private static func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var previous = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = previous + (x == b[j] ? 0 : 1)
        previous = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, previous + 1)
      }
    }
    return row[b.count]
  }
}
