import AlertStore
import ArgumentParser
import Control
import Foundation
import Histories
import Routing
import SafeText

struct SilenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence",
    abstract: "Hold alerts back for a time, and hear afterwards what they were.",
    discussion: """
      EXAMPLES
        watchword silence add --rule 'uz-energy*' --for 2h --comment "planned outage"
        watchword silence list
        watchword silence expire 3
      """,
    subcommands: [SilenceAddCommand.self, SilenceListCommand.self, SilenceExpireCommand.self])
}

struct SilenceAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Hold back the alerts of some rules, tags or sources.",
    discussion: """
      Nobody is told of them while it lasts; they are stored, watchword why and watchword alerts show them, and when it \
      ends, one notice says how many they were and lists the newest twenty. A later article of such a story is told then. \
      In patterns * stands for anything; all that are given have to hold.

      EXAMPLES
        watchword silence add --rule uz-energy --for 2h
        watchword silence add --tag energy --source 'ap*' --until 2026-12-24T08:00:00Z --comment "trade fair"

      Exit status: 0 it holds, 2 no daemon answers, or it cannot be.
      """)

  @OptionGroup var options: StateOptions

  @Option(name: .long, help: ArgumentHelp("Only of rules with this id.", valueName: "pattern"))
  var rule: String?

  @Option(name: .long, help: ArgumentHelp("Only of rules with this tag.", valueName: "pattern"))
  var tag: String?

  @Option(name: .long, help: ArgumentHelp("Only on articles of this source.", valueName: "pattern"))
  var source: String?

  @Option(name: .customLong("for"), help: ArgumentHelp("For so long: 30m, 2h, 7d, 2w.", valueName: "duration"))
  var duration: String?

  @Option(name: .long, help: ArgumentHelp("Until then: 2026-12-24 or 2026-12-24T08:00:00Z.", valueName: "time"))
  var until: String?

  @Option(name: .long, help: ArgumentHelp("Why, for those who hear of it.", valueName: "text"))
  var comment: String?

  @Option(name: .long, help: ArgumentHelp("Who wants it (default: who is logged in).", valueName: "name"))
  var by: String?

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func validate() throws {
    guard rule != nil || tag != nil || source != nil else {
      throw ValidationError("say what is to be held back, with --rule, --tag or --source")
    }
    guard (duration == nil) != (until == nil) else { throw ValidationError("say for how long, with --for or --until") }
    _ = try end()
  }

  private func end() throws -> Int64 {
    if let duration {
      guard let length = Moment.length(duration), length > 0 else {
        throw ValidationError("'\(duration)' is no duration: write a number and s, m, h, d or w, as in 30m, 2h, 7d")
      }
      return Moment().milliseconds.addingReportingOverflow(length).partialValue
    }
    return try Moment(until ?? "").milliseconds
  }

  func run() throws {
    let request = SilenceRequest(
      rule: rule, tag: tag, source: source, until: try end(), author: by ?? LoginName.current, comment: comment)
    let report = try ControlOutput.ask("silence", request, options, patience: .seconds(60), as: SilenceReport.self)
    let filter = AlertFilter(
      tags: [tag].compactMap(\.self), rules: [rule].compactMap(\.self), sources: [source].compactMap(\.self))
    Terminal.writeOutput(
      try json
        ? ControlOutput.json(report)
        : """
        silence \(report.id): nobody is told of \(Silence.text(filter).safeToShow) until \(HistoryText.time(report.until))
        to end it earlier: watchword silence expire \(report.id)

        """)
  }
}

struct SilenceListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the silences, with what they have held back.",
    discussion: """
      EXAMPLES
        watchword silence list
        watchword silence list --all --json

      Exit status: 0, also when there is none; 2 an error.
      """)

  @OptionGroup var options: StateOptions

  @Flag(name: .long, help: "Those that have ended, too.")
  var all = false

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  private struct Line: Encodable {
    let id: Int64
    let rule: String?
    let tag: String?
    let source: String?
    let from: String
    let until: String
    let ended: Bool
    let held: Int
    let by: String?
    let comment: String?
  }

  func run() throws {
    guard let state = options.folder() else { throw ExitCode.error }
    do {
      let silences = try AlertReader(stateFolder: state).silences(withEnded: all)
      for silence in silences { Terminal.writeOutput(json ? try Self.json(silence) : Self.text(silence)) }
      if silences.isEmpty, !json, Terminal.isOutputTerminal { Terminal.writeError("no silences") }
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }

  private static func json(_ silence: StoredSilence) throws -> String {
    try ControlOutput.json(
      Line(
        id: silence.id, rule: silence.filter.rules.first, tag: silence.filter.tags.first,
        source: silence.filter.sources.first, from: HistoryText.time(silence.from),
        until: HistoryText.time(silence.until), ended: silence.ended != nil, held: silence.held, by: silence.author,
        comment: silence.comment))
  }

  private static func text(_ silence: StoredSilence) -> String {
    let state = silence.ended == nil ? "until" : "ended"
    let author = silence.author.map { ", by \($0.safeToShow)" } ?? ""
    let comment = silence.comment.map { ": \($0.safeToShow)" } ?? ""
    return
      "\(silence.id)  \(Silence.text(silence.filter).safeToShow), \(state) \(HistoryText.time(silence.until)), \(silence.held.counted("alert")) held back\(author)\(comment)\n"
  }
}

struct SilenceExpireCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expire",
    abstract: "End a silence now.",
    discussion: """
      EXAMPLES
        watchword silence expire 3

      Exit status: 0 it has ended, 1 it was not in force, 2 no daemon answers.
      """)

  @OptionGroup var options: StateOptions

  @Argument(help: "The number that watchword silence list shows.")
  var id: Int64

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    let report = try ControlOutput.ask(
      "silence-expire", ExpireRequest(id: id), options, patience: .seconds(60), as: ExpireReport.self)
    Terminal.writeOutput(
      try json
        ? ControlOutput.json(report)
        : report.wasInForce ? "silence \(id) has ended\n" : "there is no silence \(id) in force\n")
    if !report.wasInForce { throw ExitCode.failure }
  }
}

/// Who is logged in.
enum LoginName {
  /// `nil` where nobody says so.
  static var current: String? {
    let environment = ProcessInfo.processInfo.environment
    return (environment["SUDO_USER"] ?? environment["USER"]).flatMap { $0.isEmpty ? nil : String($0.prefix(100)) }
  }
}
