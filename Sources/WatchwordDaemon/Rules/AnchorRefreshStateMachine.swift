/// Decides when the anchors of the rules are chosen anew: soon after a start, when only a guess said what is rare; again
/// when enough has been read; and from then on when articles give noticeably more to do than they did at first.
struct AnchorRefreshStateMachine {
  /// Articles after which anchors are chosen anew whatever they cost, after a start and after a change of the rules.
  static let first = [256, 4_096]
  /// Articles over which the work is compared.
  static let window = 8_192
  /// How much more work there may be.
  static let tolerance = 1.25

  /// How many refreshes there have been.
  private var refreshes = 0
  private var articles = 0
  private var entries = 0
  /// Entries an article, right after the last refresh.
  private var usual: Double?

  /// Articles that were read, and the entries that were looked at for them. True where anchors should be chosen anew
  /// now; counting then begins again.
  mutating func read(articles: Int, entries: Int) -> Bool {
    self.articles += articles
    self.entries += entries
    if refreshes < Self.first.count {
      guard self.articles >= Self.first[refreshes] else { return false }
      refreshes += 1
      begin()
      return true
    }
    guard self.articles >= Self.window else { return false }
    let now = Double(self.entries) / Double(self.articles)
    defer { (self.articles, self.entries) = (0, 0) }
    guard let usual else {
      self.usual = now
      return false
    }
    // Below one entry an article nothing is to be gained.
    guard now > max(1, usual) * Self.tolerance else { return false }
    begin()
    return true
  }

  /// Other rules are in force, some of their words not counted yet: as after a start.
  mutating func rulesChanged() {
    refreshes = 0
    begin()
  }

  private mutating func begin() {
    (articles, entries) = (0, 0)
    usual = nil
  }
}
