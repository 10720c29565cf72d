import AlertStore
import Alerts
import Articles
import Corrections
import Hashing
import Inbox
import Pacing
import Percolation
import Routing
import RuleLanguage
import TextAnalysis

/// Takes one file at a time from its bytes to what the store is to record. Owner: its queue `percolation.N`, with scratch
/// memory of its own; the rules are shared.
final class PercolationWorker {
  /// What became of a file that was looked at.
  enum Outcome {
    case record(Handled, Submission)
    /// Nothing lies there any more, or whoever writes it is not done.
    case nothing
    /// The system failed; the file stays where it is, to be tried again.
    case tryLater(message: String)
  }

  private let readers: [FileLocation.Base: InboxReader]
  private let rules: RulesInForce
  private let anchors: AnchorKeeper
  private let limits: ArticleLimits
  private let after: FileAfterwards
  private let selfCheck: SelfCheck
  private let analyzer = TextAnalyzer()
  /// The memory of one article, for all that follow.
  private var analyzed = AnalyzedArticle()
  private var stories: StoryReader
  private let oldAfterSeconds: Int64
  /// Those who were told of a story hear of it once more when it has so many articles.
  private let followUps: [Int]
  private let percolator: Percolator
  private var generation: Int
  /// Of the percolator, when it last told the keeper of the anchors.
  private var told = PercolationStatistics()

  /// The keeper of the anchors is told what has been counted after so many articles.
  private static let articlesPerSample = 128

  init(
    readers: [FileLocation.Base: InboxReader], rules: RulesInForce, anchors: AnchorKeeper, limits: ArticleLimits,
    after: FileAfterwards = .archive, selfCheck: SelfCheck, corrections: CorrectionWords, oldAfter: Duration,
    followUps: [Int] = []
  ) {
    self.readers = readers
    self.rules = rules
    self.anchors = anchors
    self.limits = limits
    self.after = after
    self.selfCheck = selfCheck
    stories = StoryReader(corrections)
    oldAfterSeconds = oldAfter.components.seconds
    self.followUps = followUps
    let inForce = rules.current
    generation = inForce.generation
    percolator = Percolator(inForce.index)
  }

  func look(at arrival: Arrival) -> Outcome {
    guard let reader = readers[arrival.location.base] else { return .nothing }
    switch reader.read(at: arrival.location.path) {
    case .file(let content): return handle(content, arrival)
    case .rejected(let code, let message, let fingerprint):
      return reject(arrival, fingerprint, nil, Rejection(code: code, message: message))
    case .gone, .unsettled: return .nothing
    case .failed(let message, let isTemporary):
      return .tryLater(message: isTemporary ? message : "\(message); the file stays in the inbox")
    }
  }

  private func handle(_ content: FileContent, _ arrival: Arrival) -> Outcome {
    do throws(ArticleError) {
      let decoder = ArticleDecoder(limits: limits)
      let decoded = try decoder.decode(content.bytes, fileName: arrival.path.name, source: arrival.path.source)
      // A text file holds one article; formats that hold many will need one submission for all of them.
      try analyzer.analyze(decoded.articles[0], maximumTokens: limits.maximumTokens, into: &analyzed)
      return try record(analyzed, decoded, content, arrival)
    } catch {
      return reject(
        arrival, content.fingerprint, content.digest, Rejection(code: error.code, message: error.message),
        bytes: content.bytes.count)
    }
  }

  private func record(
    _ analyzed: AnalyzedArticle, _ decoded: DecodedFile, _ content: FileContent, _ arrival: Arrival
  ) throws(ArticleError) -> Outcome {
    let now = arrival.arrivedMilliseconds ?? WallClock.milliseconds()
    let inForce = rules.current
    let findings = findings(in: analyzed, inForce, now: now)
    let matches = findings.matches
    selfCheck.matched(
      analyzed, findings, inForce.index, arrival: now / 1000, file: arrival.path.display, hash: content.digest.hex)
    let handled = Handled(
      arrival: arrival, fingerprint: content.fingerprint, heldBytes: content.bytes.count, arrivedMilliseconds: now,
      uncertainRules: findings.uncertain.map(\.id), after: after(arrival))
    do {
      let drafts = Alert.drafts(
        on: matches, in: analyzed, articleHash: content.digest.hex, file: arrival.path.display, time: now,
        oldAfter: oldAfterSeconds)
      let sentences = matches.isEmpty ? [:] : stories.sentences(of: analyzed)
      let about = AlertFacts.Article(analyzed.article)
      let records = try zip(matches, drafts).map { match, draft in
        try RuleMatch(
          alert: draft.alert, timeMilliseconds: now,
          recipients: inForce.recipients(of: match.rule, article: about, now: now),
          pacing: RulePacing(match.rule.timing, isNamed: { AlertFilter.names($0, about.source) }) {
            analyzed.article.metadata.value(of: $0)
          },
          sentences: ToldSentence.all(of: draft, hashes: sentences))
      }
      let traits = StoryTraits(
        sketch: stories.sketch(of: analyzed), sentences: Set(sentences.values),
        denials: matches.isEmpty ? [] : stories.denials(in: analyzed, hashes: sentences),
        isOld: analyzed.article.isOlder(than: oldAfterSeconds, at: now),
        unmatched: Self.unmatched(by: inForce, about, now: now, except: findings.uncertain))
      let limits =
        matches.filter(\.isTruncated).map {
          "rule \($0.rule.id) has more places in this article than are looked at; only the first of them were"
        }
        + findings.uncertain.map {
          "rule \($0.id) may be true of this article: it has more places than are looked at, and those that were do not decide"
        }
      var stored = StoredArticle(analyzed.article, hash: content.digest, traits: traits)
      stored.followUps = FollowUps(sizes: followUps, routes: inForce.endpoints)
      return .record(
        handled,
        .article(
          LedgerFile(handled, decoded.decoding), stored, matches: records, notes: decoded.notes + limits))
    } catch {
      // What was found could not be written as JSON: strings and numbers always can.
      throw ArticleError(code: "not-encodable", message: "what was found cannot be recorded: \(error)")
    }
  }

  /// Tells of rules in force that were found not to match.
  private static func unmatched(
    by inForce: RulesInForce.Value, _ about: AlertFacts.Article, now: Int64, except uncertain: [RuleHead]
  ) -> @Sendable (String) -> UnmatchedRule? {
    let uncertain = Set(uncertain.map(\.id))
    return { id in
      guard !uncertain.contains(id), let head = inForce.rule(id) else { return nil }
      return UnmatchedRule(
        rule: Alert.Rule(head),
        recipients: inForce.recipients(of: head, article: about, now: now))
    }
  }

  /// What lies outside the inbox was on its way to the archive.
  private func after(_ arrival: Arrival) -> FileAfterwards {
    arrival.location.base == .inbox ? after : .archive
  }

  private func findings(in analyzed: AnalyzedArticle, _ inForce: RulesInForce.Value, now: Int64) -> Findings {
    if generation != inForce.generation {
      generation = inForce.generation
      percolator.adopt(inForce.index)
      told = percolator.statistics
    }
    let findings = percolator.findings(in: analyzed, arrival: now / 1000)
    tellWhatWasCounted()
    return findings
  }

  private func tellWhatWasCounted() {
    let statistics = percolator.statistics
    let articles = statistics.articles - told.articles
    guard articles >= Self.articlesPerSample else { return }
    anchors.add(percolator.takeSample(), articles: articles, entries: statistics.entries - told.entries)
    told = statistics
  }

  private func reject(
    _ arrival: Arrival, _ fingerprint: Inbox.FileFingerprint, _ digest: SHA256Digest?, _ rejection: Rejection,
    bytes: Int = 0
  ) -> Outcome {
    let handled = Handled(
      arrival: arrival, fingerprint: fingerprint, heldBytes: bytes,
      arrivedMilliseconds: arrival.arrivedMilliseconds ?? WallClock.milliseconds(), after: after(arrival),
      rejection: rejection)
    return .record(handled, .rejected(handled, hash: digest))
  }
}

extension AlertFacts.Article {
  fileprivate init(_ article: Article) {
    self.init(source: article.metadata.source, language: article.metadata.language)
  }
}
