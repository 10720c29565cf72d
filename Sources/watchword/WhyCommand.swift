import AlertStore
import Alerts
import ArgumentParser
import Articles
import Diagnostics
import Explanations
import Histories
import RuleLanguage
import SafeText
import TextAnalysis
import WatchwordDaemon

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Show what became of a file that came in, and why.",
    discussion: """
      When it arrived, how it was read, what was taken for what in it, whether it is new, a duplicate, a version or a \
      copy, the rules that matched with their words, alerts raised and suppressed, who was told after how many attempts, \
      and where the file is now. With --rule, why a rule matches it or not, and what the rule would have found in \
      datelines, captions and furniture. Reads the state while a daemon runs and when none does.

      A file is named by its path in the inbox when it came in, by its name in archive or rejected, or by any file with \
      the same bytes; or by its SHA-256 (six digits or more), or by the id of an alert. The id of a notice shows the notice.

      EXAMPLES
        watchword why reuters/page.txt
        watchword why state/archive/2026/11/22/3fa1c2d3e4f5-page.txt
        watchword why 3fa1c2 --text
        watchword why reuters/page.txt --rule uz-security-cooperation
        watchword why 3fa1c2 --json | jq '.matches[].rule'

      Exit status: 0 it was found, 1 it was not, 2 an error.
      """)

  @OptionGroup var options: StateOptions

  @Option(
    name: .long, help: ArgumentHelp("Folder that articles are dropped into (default: inbox).", valueName: "folder"))
  var inbox: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Why the rule with this id, as it runs now, matches the article or not.", valueName: "id"))
  var rule: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Take that rule from this folder or file instead of what runs.", valueName: "folder"))
  var rules: String?

  @Flag(name: .long, help: "The texts of all zones.")
  var text = false

  @Option(
    name: .long, help: ArgumentHelp("Of several arrivals the newest so many, at most 1000.", valueName: "number"))
  var limit = 5

  @Flag(name: .long, help: "Look for a name in all of the ledger, and not only its newest million rows.")
  var all = false

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  @Argument(help: ArgumentHelp("A file, a hash, or the id of an alert.", valueName: "file|hash|alert"))
  var name: String

  private static let newestRows: Int64 = 1_000_000

  func validate() throws {
    guard (1...1000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1000") }
    if name.isEmpty { throw ValidationError("name a file, a hash, or the id of an alert") }
    if rules != nil, rule == nil { throw ValidationError("--rules says where the rule of --rule is") }
  }

  func run() throws {
    let needsSettings = options.state == nil || inbox == nil
    guard let settings = needsSettings ? options.settingsFile.load() : .init() else { throw ExitCode.error }
    do {
      try run(state: options.state ?? settings.state, inbox: inbox ?? settings.inbox)
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    } catch let failure as RuleChoice.Failure {
      failure.tell()
      throw ExitCode.error
    } catch let refusal as Explainer.Refusal {
      DiagnosticOutput.tell(refusal.diagnostics, sources: [:])
      throw ExitCode.error
    } catch let error as ArticleError {
      Terminal.tell("an article that is stored cannot be read: \(error.message)")
      throw ExitCode.error
    }
  }

  private func run(state: String, inbox: String) throws {
    let reader = try AlertReader(stateFolder: state)
    let found = try HistorySearch(reader, inbox: inbox, limit: limit, rows: all ? .max : Self.newestRows).find(name)
    guard found.candidates.isEmpty else {
      let candidates = found.candidates.joined(separator: "\n  ")
      Terminal.writeError(
        "watchword: ‘\(name.safeToShow)’ is the beginning of more than one; give more digits:\n  \(candidates)")
      throw ExitCode.error
    }
    if !found.isFound, try showNotice(reader) { return }
    guard found.isFound else { throw notFound(found, inbox: inbox) }
    let question = try rule.map { try RuleQuestion($0, folder: rules, reader) }
    let isColoured = Terminal.usesColour(isTerminal: Terminal.isOutputTerminal)
    let renderer = HistoryText(usesColour: isColoured, showsTexts: text)
    if let waiting = found.waiting {
      Terminal.writeError("watchword: \(name.safeToShow): \(waiting); this came in before:")
    }
    for id in found.ledgerIDs {
      guard let history = try reader.history(ofFile: id) else { continue }
      let article = history.storedArticle
      let analyzed = try article.map { try TextAnalyzer().analyze($0, maximumTokens: .max) }
      let zones = analyzed?.zoneSizes ?? []
      let answer = try analyzed.flatMap { try question?.ask($0, history) }
      if json {
        Terminal.writeOutput(
          try HistoryJSON.line(history, zones: zones, showsTexts: text, rule: answer?.json))
      } else {
        Terminal.writeOutput(renderer.text(history, zones: zones))
        if question != nil { Terminal.writeOutput(answer?.text(usesColour: isColoured) ?? Self.nothingToAsk) }
      }
    }
    tellMore(found)
  }

  /// What concerns the watch itself came in with no file; false where the name is none of its ids.
  private func showNotice(_ reader: AlertReader) throws -> Bool {
    guard let line = try reader.alertJSON(id: name) else { return false }
    let read: Notice?
    // Of another version: it is told as one that is not known.
    do { read = try Notice(jsonLine: line) } catch { return false }
    guard let notice = read else { return false }
    let renderer = AlertTextRenderer(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
    Terminal.writeOutput(json ? line + "\n" : renderer.text(notice))
    return true
  }

  private static let nothingToAsk =
    "There is no text to ask the rule about: the file is no article, a duplicate (ask about the first), or kept no more.\n\n"

  private func tellMore(_ found: HistorySearch.Result) {
    let more = found.count - found.ledgerIDs.count
    guard more > 0 else { return }
    Terminal.writeError("watchword: \(more) earlier \(more == 1 ? "arrival" : "arrivals"); --limit shows more")
  }

  /// Says what was looked for, and what to try.
  private func notFound(_ found: HistorySearch.Result, inbox: String) -> ExitCode {
    let shown = name.safeToShow
    if let waiting = found.waiting {
      Terminal.writeError("watchword: \(shown): \(waiting)")
      return .failure
    }
    var lines = ["watchword: nothing is known of ‘\(shown)’. Looked for:"]
    lines += found.lookedFor.map { "  " + $0.safeToShow }
    if found.unread > 0 {
      lines.append("\(found.unread) older rows of the ledger were not looked through for the name: --all does")
    }
    if found.lookedForAlert {
      lines.append("An alert that was cleared away (`keep.alerts`) is known no more; the file that raised it is.")
    }
    lines.append(
      "Name it as it came in, relative to the inbox (\(inbox.safeToShow)), or give six digits or more of its SHA-256.")
    Terminal.writeError(lines.joined(separator: "\n"))
    return .failure
  }
}

extension FileHistory {
  /// As the rules saw it; `nil` where no text is kept.
  var storedArticle: Article? {
    guard let article, let texts = article.texts else { return nil }
    return Article(
      ArticleRecord(
        id: article.id, storyID: article.storyID, source: source, arrivedMilliseconds: arrivedMilliseconds,
        texts: texts, metadata: article.metadata))
  }
}

extension AnalyzedArticle {
  fileprivate var zoneSizes: [ZoneSize] {
    Zone.allCases.compactMap { zone in
      let text = article.text(of: zone)
      guard !text.isEmpty else { return nil }
      return ZoneSize(
        zone: zone.name, words: positions(of: zone).count, characters: text.unicodeScalars.count,
        isSearched: zone == .title || zone == .body, text: text)
    }
  }
}
