/// Where a text names a person: the definition of `name(…)`.
package struct NameFinder {
  private let tokens: [NameToken]
  private let name: PersonName
  private let isAlone: Bool
  private let family: [Set<String>]
  private let ambiguousFamily: [Set<String>]
  private let given: [Set<String>]
  private let patronymic: Set<String>?

  /// - Parameter isAlone: whether the surname counts in texts that never have the full name.
  package init(_ name: PersonName, isAlone: Bool, in tokens: [NameToken]) {
    self.tokens = tokens
    self.name = name
    self.isAlone = isAlone
    family = name.family.map { Set(PersonName.marks(ofPart: $0)) }
    ambiguousFamily = name.family.map { Set(PersonName.ambiguousMarks(ofPart: $0)) }
    given = name.given.map { Set(PersonName.marks(ofPart: $0)) }
    patronymic = name.patronymic.map { Set(PersonName.marks(ofPart: $0)) }
  }

  /// The words that name the person, in order; one range for each place where the surname stands.
  ///
  /// - Parameter isInside: whether a word is looked at.
  /// - Parameter isEvidence: whether the full name counts there for the surname elsewhere.
  package func find(isInside: (Int) -> Bool, isEvidence: (Int) -> Bool) -> [Range<Int>] {
    let places = tokens.indices.filter(isSurname)
    let isNamed = places.contains { isEvidence($0) && fullName(at: $0) != nil }
    return places.filter(isInside).compactMap { place in
      fullName(at: place) ?? surnameAlone(at: place, isNamed: isNamed)
    }
  }

  // MARK: - The surname

  /// Whether the words from here on are the surname's parts.
  private func isSurname(_ place: Int) -> Bool {
    guard place + family.count <= tokens.count else { return false }
    return family.indices.allSatisfy { part in
      let token = tokens[place + part]
      let isJoined =
        part == 0
        || token.sentence == tokens[place].sentence && (token.gapBefore == .hyphen || token.gapBefore == .space)
      return isJoined && !token.marks.isDisjoint(with: family[part])
    }
  }

  private func surnameAlone(at place: Int, isNamed: Bool) -> Range<Int>? {
    let isUnderstood = isNamed || isAlone && (given.isEmpty || !isAmbiguous(place))
    guard isUnderstood, tokens[place].isCapital, !hasOtherGivenName(before: place) else { return nil }
    return place..<place + family.count
  }

  /// Whether the surname has a form that may be that of the other gender.
  private func isAmbiguous(_ place: Int) -> Bool {
    family.indices.contains { !tokens[place + $0].marks.isDisjoint(with: ambiguousFamily[$0]) }
  }

  /// Whether what stands directly before says that somebody else is meant, asked where his own given name does not.
  private func hasOtherGivenName(before place: Int) -> Bool {
    guard !given.isEmpty, let before = token(place - 1, inSentenceOf: place) else { return false }
    switch tokens[place].gapBefore {
    case .stop: return before.isInitial
    case .comma, .other: return false
    case .space, .hyphen: break
    }
    let marks = before.marks
    if before.isInitial || marks.contains(NameMark.patronymic) || marks.contains(NameMark.patronymicMarker) {
      return true
    }
    if !before.isCapital || marks.contains(NameMark.title) || marks.contains(NameMark.possessive) { return false }
    return before.isCaseTelling || marks.contains(NameMark.givenName)
  }

  // MARK: - The full name

  /// Most words between the given name and the surname.
  package static let maximumMiddle = 3

  private func fullName(at place: Int) -> Range<Int>? {
    givenBefore(place) ?? givenAfter(place)
  }

  /// Shavkat Mirziyoyev, Sh. M. Mirziyoyev. Of several readings the longest.
  private func givenBefore(_ place: Int) -> Range<Int>? {
    for middle in (0...Self.maximumMiddle).reversed() {
      let first = place - 1 - middle
      guard token(first, inSentenceOf: place) != nil, let form = givenName(at: first, of: place),
        (first + 1...place).allSatisfy({ isJoined($0, isSurname: $0 == place) }),
        (first + 1..<place).allSatisfy(isMiddle)
      else { continue }
      // In A. Sh. Mirziyoyev the second is the patronymic's.
      if form == .initial, let before = token(first - 1, inSentenceOf: place), before.isInitial,
        isJoined(first, isSurname: false)
      {
        continue
      }
      return first..<place + family.count
    }
    return nil
  }

  /// Mirziyoyev Shavkat Miromonovich, Mirziyoyev Sh. M., and Mirziyoyev, Shavkat.
  private func givenAfter(_ place: Int) -> Range<Int>? {
    let first = place + family.count
    guard let token = token(first, inSentenceOf: place), let form = givenName(at: first, of: place),
      !hasOtherGivenName(before: place)
    else { return nil }
    let isAfterComma = token.gapBefore == .comma
    guard token.gapBefore == .space || isAfterComma && form == .full else { return nil }
    var end = first + 1
    while end <= first + Self.maximumMiddle, self.token(end, inSentenceOf: place) != nil,
      isJoined(end, isSurname: false),
      isMiddle(end)
    {
      end += 1
    }
    // Then the given name, or the initial, is the next person's.
    if form == .initial || isAfterComma, let next = self.token(end, inSentenceOf: place), next.isCapital,
      isJoined(end, isSurname: true)
    {
      return nil
    }
    return place..<end
  }

  private enum Form { case full, initial }

  private func givenName(at index: Int, of place: Int) -> Form? {
    guard let first = given.first else { return nil }
    let token = tokens[index]
    if !token.marks.isDisjoint(with: first) {
      let isOthers = name.isDecidedByCase && token.marks.contains(NameMark.nominative) && isAmbiguous(place)
      return isOthers ? nil : .full
    }
    guard token.isInitial, !token.marks.isDisjoint(with: PersonName.initialMarks(ofPart: name.given[0])) else {
      return nil
    }
    if token.marks.contains(NameMark.joinedInitials), patronymic != nil, !isSecondInitial(token) { return nil }
    return .initial
  }

  private func isSecondInitial(_ token: NameToken) -> Bool {
    let names = name.given.dropFirst() + [name.patronymic].compactMap(\.self)
    return names.contains { !token.marks.isDisjoint(with: PersonName.secondInitialMarks(ofPart: $0)) }
  }

  /// Whether a word may stand between given name and surname, or behind both: another given name of the person's, an
  /// initial, a patronymic. Where the patronymic is known, no other will do.
  private func isMiddle(_ index: Int) -> Bool {
    let token = tokens[index]
    if given.dropFirst().contains(where: { !token.marks.isDisjoint(with: $0) }) { return true }
    if token.marks.contains(NameMark.patronymicMarker) { return true }
    let isBeforeMarker = index + 1 < tokens.count && tokens[index + 1].marks.contains(NameMark.patronymicMarker)
    if token.marks.contains(NameMark.patronymic) || isBeforeMarker {
      return patronymic.map { !token.marks.isDisjoint(with: $0) } ?? true
    }
    guard token.isInitial else { return false }
    guard let patronymic = name.patronymic else { return true }
    return (name.given.dropFirst() + [patronymic]).contains {
      !token.marks.isDisjoint(with: PersonName.initialMarks(ofPart: $0))
    }
  }

  /// Whether a word belongs to the one before it: with a space between; a stop only after an initial; a hyphen within given
  /// names.
  private func isJoined(_ index: Int, isSurname: Bool) -> Bool {
    switch tokens[index].gapBefore {
    case .space: true
    case .stop: tokens[index - 1].isInitial
    case .hyphen: !isSurname
    case .comma, .other: false
    }
  }

  private func token(_ index: Int, inSentenceOf other: Int) -> NameToken? {
    tokens.indices.contains(index) && tokens[index].sentence == tokens[other].sentence ? tokens[index] : nil
  }
}
