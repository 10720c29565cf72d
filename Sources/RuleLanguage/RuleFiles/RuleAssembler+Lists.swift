import Diagnostics

extension RuleAssembler {
  /// Lists that use lists that use lists …: no deeper than that.
  static let maximumListDepth = 32

  /// Fills `candidates` with lists of which each one's references are there too, without cycles.
  mutating func resolveLists() {
    collectCandidates()
    removeUnusable(startingWith: candidates.keys.sorted())
    while true {
      let graph = ListGraph(candidates.mapValues(\.references))
      let tooDeep = graph.cycles.isEmpty ? graph.atDepth(Self.maximumListDepth) : []
      for cycle in graph.cycles { reportCycle(cycle) }
      for name in tooDeep { reportDepth(of: name) }
      guard !graph.cycles.isEmpty || !tooDeep.isEmpty else { break }
      giveUp(graph.cycles + tooDeep.map { [$0] })
    }
    reportCarriedLists()
  }

  private mutating func collectCandidates() {
    for (name, written) in writtenLists {
      if let list = written.list {
        candidates[name] = ListCandidate(list, .written)
      } else if let list = lastGoodLists[name]?.rebuilt() {
        candidates[name] = ListCandidate(list, .carried)
      }
    }
    for (name, definition) in lastGoodLists where writtenLists[name] == nil {
      guard let list = definition.rebuilt() else { continue }
      candidates[name] = ListCandidate(list, mayHaveMore(definition.location.file) ? .carried : .gone)
    }
  }

  /// The last good version in place of the written one; nothing in place of a last good one.
  /// Returns whether something is left.
  private mutating func downgrade(_ name: String) -> Bool {
    if candidates[name]?.origin == .written, let list = lastGoodLists[name]?.rebuilt() {
      candidates[name] = ListCandidate(list, .carried)
      return true
    }
    candidates[name] = nil
    return false
  }

  /// Every list that names one that is not there steps down, and then those that name it.
  private mutating func removeUnusable(startingWith names: [String]) {
    var users: [String: [String]] = [:]
    for (name, candidate) in candidates {
      for reference in candidate.references { users[reference, default: []].append(name) }
    }
    var pending = names
    while let name = pending.popLast() {
      guard let candidate = candidates[name], !isUsable(candidate) else { continue }
      if candidate.origin == .written, let written = writtenLists[name] {
        _ = checkReferences(written.references, in: written.location.file)
      }
      if downgrade(name) {
        for reference in candidates[name]?.references ?? [] { users[reference, default: []].append(name) }
        pending.append(name)
      } else {
        pending += users[name] ?? []
      }
    }
  }

  private func isUsable(_ candidate: ListCandidate) -> Bool {
    candidate.references.allSatisfy { name in
      guard let used = candidates[name] else { return false }
      return candidate.origin != .written || used.origin != .gone
    }
  }

  /// Of each group the members that are written step down; where none is, all go.
  private mutating func giveUp(_ groups: [[String]]) {
    let names = Set(
      groups.flatMap { group in
        let written = group.filter { candidates[$0]?.origin == .written }
        return written.isEmpty ? group : written
      })
    let users = candidates.filter { $0.value.references.contains(where: names.contains) }.map(\.key)
    for name in names { _ = downgrade(name) }
    removeUnusable(startingWith: (users + names).sorted())
  }

  // MARK: Telling

  private mutating func reportCycle(_ names: [String]) {
    guard let written = names.compactMap({ writtenLists[$0] }).first(where: { $0.list != nil }) else { return }
    let start = names.firstIndex(of: written.name) ?? 0
    let round = names[start...] + names[..<start] + [written.name]
    let next = round[round.startIndex + 1]
    let place = written.references.first { $0.name == next }?.utf8Range ?? written.nameRange
    diagnostics.append(
      Diagnostic(
        "list-cycle", .error,
        "the list \"\(written.name)\" contains itself: "
          + round.map { "$" + $0 }.joined(separator: " → "), file: written.location.file, at: place,
        secondary: Diagnostic.Label(utf8Range: written.nameRange, message: "the list"),
        hint: "take one of these lists out of the other"))
  }

  private mutating func reportDepth(of name: String) {
    guard let written = writtenLists[name] else { return }
    diagnostics.append(
      Diagnostic(
        "too-deep", .error, "the list \"\(name)\" uses lists that use lists, more than \(Self.maximumListDepth) deep",
        file: written.location.file, at: written.nameRange, hint: "put the items into fewer lists"))
  }

  private mutating func reportCarriedLists() {
    for file in files {
      for written in file.lists where writtenLists[written.name]?.nameRange == written.nameRange {
        guard candidates[written.name]?.origin == .carried else { continue }
        diagnostics.append(
          Diagnostic(
            "last-good", .warning, "the list \"\(written.name)\" is used in its last good version",
            file: written.location.file, at: written.nameRange,
            hint: "correct it, and the version written here takes over"))
      }
    }
  }

  // MARK: The lists of the rule set

  /// All lists but those that are gone, and of these the ones that rules still need.
  func listsInForce(for rules: [Rule]) -> [String: RuleList] {
    guard candidates.values.contains(where: { $0.origin == .gone }) else { return candidates.mapValues(\.list) }
    var pending = candidates.filter { $0.value.origin != .gone }.map(\.key)
    pending += rules.flatMap { $0.query.listNames.map(\.name) }
    var result: [String: RuleList] = [:]
    while let name = pending.popLast() {
      guard result[name] == nil, let candidate = candidates[name] else { continue }
      result[name] = candidate.list
      pending += candidate.references
    }
    return result
  }
}
