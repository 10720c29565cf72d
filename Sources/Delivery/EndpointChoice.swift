/// Which endpoints hear of a rule's alerts.
package struct EndpointChoice: Sendable, Equatable {
  /// Told of every alert, whatever a rule says: stdout and the log.
  package var always: [String]
  /// Those among which a rule's `notify` chooses; all of them where a rule names none.
  package var chosen: [String]

  package init(always: [String] = [], chosen: [String] = []) {
    self.always = always
    self.chosen = chosen
  }

  /// A rule that names only endpoints that there are not is told to all: better to the wrong one than to none.
  package func names(notify: [String]) -> [String] {
    let named = chosen.filter(notify.contains)
    let namesOnlyConstant = !notify.isEmpty && notify.allSatisfy(always.contains)
    return always + (named.isEmpty && !namesOnlyConstant ? chosen : named)
  }
}
