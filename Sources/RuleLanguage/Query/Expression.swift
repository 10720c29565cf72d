import Languages

/// A query as a tree, as the person wrote it: lists are references, words are unfolded.
///
/// `==` compares places too; use `hasSameMeaning(as:)` to compare trees alone.
package struct Expression: Sendable, Equatable {
  package indirect enum Kind: Sendable, Equatable {
    case word(WordPattern)
    /// Adjacent words, in one paragraph. At least two.
    case phrase([WordPattern])
    /// `$name`, without the dollar sign.
    case list(String)
    case name(NamePattern)
    case regex(RegexPattern)
    case and([Expression])
    case or([Expression])
    case not(Expression)
    case unless(Expression, Expression)
    /// At least two operands.
    case near(Proximity, [Expression])
    case notNear(Expression, Distance, Expression)
    case zone(ZoneSelector, Expression)
    case metadata(MetadataCondition)
    /// At least so many places, counted from left to right: each begins behind the end of the one counted before.
    case atLeast(Int, Expression)
    /// At least so many of the operands, two or more, are true.
    case of(Int, [Expression])
    /// The weights of the operands that are true add up to at least so much.
    case score(Int, [WeightedOperand])
    /// The places that lie within so many words from the beginning of the body.
    case first(Int, Expression)
  }

  package var kind: Kind
  /// In the query's text.
  package var utf8Range: Range<Int>

  package init(_ kind: Kind, at utf8Range: Range<Int>) {
    self.kind = kind
    self.utf8Range = utf8Range
  }

  /// Whether it has spans (places in the text), rather than only being true or false.
  package var givesSpans: Bool {
    switch kind {
    case .word, .phrase, .list, .name, .regex, .unless, .near, .notNear, .zone, .first: true
    case .or(let operands): operands.allSatisfy(\.givesSpans)
    case .and, .not, .metadata, .atLeast, .of, .score: false
    }
  }
}

/// An operand of `SCORE` and what its presence counts.
package struct WeightedOperand: Sendable, Equatable {
  package var expression: Expression
  /// Not 0.
  package var weight: Int

  package init(_ expression: Expression, _ weight: Int) {
    self.expression = expression
    self.weight = weight
  }
}

/// How near, of `NEAR` and `BEFORE`.
package struct Proximity: Sendable, Hashable {
  package var distance: Distance
  /// `BEFORE`: the operands stand in their order.
  package var isOrdered: Bool

  package init(_ distance: Distance, isOrdered: Bool = false) {
    self.distance = distance
    self.isOrdered = isOrdered
  }
}

package enum Distance: Sendable, Hashable {
  /// At most so many tokens strictly between.
  case words(Int)
  case sameSentence
  case sameParagraph
}

/// A zone prefix. Without one, title and body are searched.
package enum ZoneSelector: String, Sendable, CaseIterable {
  case title, lead, body, dateline, caption, furniture, any
}

/// One word to look for.
package struct WordPattern: Sendable, Hashable {
  package enum Element: Sendable, Hashable {
    case text(String)
    /// `*`
    case anyRun
    /// `?`
    case anyCharacter
  }

  /// Nearly every word is one text, and rules have millions of them: those need no array.
  private enum Content: Sendable, Hashable {
    case text(String)
    /// Anything but a single text.
    case elements([Element])

    init(_ elements: [Element]) {
      if elements.count == 1, case .text(let text) = elements[0] {
        self = .text(text)
      } else {
        self = .elements(elements)
      }
    }
  }

  /// What of a word has to agree.
  package enum Form: Sendable, Hashable {
    case folded
    /// `=Word`
    case exact
    /// `word~`: any inflection. No wildcards.
    case inflected(WordLanguage)
    /// `word~1`: at most so many edits away, 1 or 2. No wildcards.
    case edited(Int)
    /// A word in `uz(…)`: in both alphabets, with the endings that Uzbek lets follow. No wildcards; the words of a phrase are
    /// all such or none is.
    case uzbek
  }

  private var content: Content
  package var form: Form

  package init(_ elements: [Element], _ form: Form = .folded) {
    content = Content(elements)
    self.form = form
  }

  package init(_ text: String, _ form: Form = .folded) {
    content = .text(text)
    self.form = form
  }

  package init(_ elements: [Element], isExact: Bool) { self.init(elements, isExact ? .exact : .folded) }
  package init(_ text: String, isExact: Bool) { self.init(text, isExact ? .exact : .folded) }

  package var isExact: Bool { form == .exact }
  package var isUzbek: Bool { form == .uzbek }

  /// As written, unfolded, escapes resolved. Adjacent texts are one.
  package var elements: [Element] {
    get {
      switch content {
      case .text(let text): [.text(text)]
      case .elements(let elements): elements
      }
    }
    set { content = Content(newValue) }
  }

  /// The whole word where it is one text, as nearly every word is; costs nothing, other than `elements`.
  package var singleText: String? { if case .text(let text) = content { text } else { nil } }

  package var hasWildcard: Bool {
    if case .elements(let elements) = content {
      elements.contains { $0 == .anyRun || $0 == .anyCharacter }
    } else {
      false
    }
  }
}

/// A condition on what is known about the article. An unknown value satisfies none.
package enum MetadataCondition: Sendable, Hashable {
  package enum TextField: String, Sendable, CaseIterable {
    case source, author, lang, url, section, tag
  }

  package enum Comparison: String, Sendable, CaseIterable {
    case less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=", equal = ""
  }

  package enum Moment: Sendable, Hashable {
    /// A day in UTC: days since 1970-01-01.
    case day(Int)
    /// How long before the article arrived, in seconds: `<7d` is "published less than 7 days before arrival".
    case age(seconds: Int)
  }

  /// True when any of the alternatives is equal to the value, letter case aside; wildcards count. No word splitting.
  case text(TextField, [WordPattern])
  case published(Comparison, Moment)
  /// The number of words of title and body.
  case words(Comparison, Int)
}
