import AlertStore
import ArgumentParser
import Control
import SafeText

struct AcknowledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack",
    abstract: "Say that an alert or a story was seen, and what it was worth.",
    discussion: """
      No more copies and corrections of it are told, but for denials and withdrawals; the rule goes on with other stories. \
      With --useful or --false it is a verdict: watchword rules shows the share of false alerts of each rule.

      EXAMPLES
        watchword ack 54b70a5a04b4e9a7e2bb1b23
        watchword ack 54b70a --false --comment "a football club of that name"

      Exit status: 0 done, 1 there is no such alert or story, 2 no daemon answers.
      """)

  @OptionGroup var options: StateOptions

  @Argument(help: "The id of an alert or a story, or how it begins.")
  var id: String

  @Flag(name: .long, help: "It was worth telling.")
  var useful = false

  @Flag(name: .customLong("false"), help: "It was a false alarm.")
  var wrong = false

  @Option(name: .long, help: ArgumentHelp("Who says so (default: who is logged in).", valueName: "name"))
  var by: String?

  @Option(name: .long, help: ArgumentHelp("Why.", valueName: "text"))
  var comment: String?

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  /// Fewer could be anything.
  static let minimumCharacters = 6

  func validate() throws {
    if useful, wrong { throw ValidationError("an alert is either useful or false") }
    guard id.count >= Self.minimumCharacters else {
      throw ValidationError("an id has 24 characters; at least its first \(Self.minimumCharacters) are needed")
    }
  }

  func run() throws {
    guard let state = options.folder() else { throw ExitCode.error }
    let whole = try whole(state)
    let request = AcknowledgeRequest(
      id: whole, verdict: useful ? "useful" : wrong ? "false" : nil, author: by ?? LoginName.current, comment: comment)
    let report = try ControlOutput.ask(
      "acknowledge", request, options, patience: .seconds(60), as: AcknowledgeReport.self)
    let what = report.isStory ? "story \(report.id), for \(report.rules.counted("rule"))" : "alert \(report.id)"
    Terminal.writeOutput(
      try json
        ? ControlOutput.json(report)
        : "acknowledged: \(what.safeToShow); only denials and withdrawals of it are told from now on\n")
  }

  /// The id that begins so.
  private func whole(_ state: String) throws -> String {
    do {
      let (alerts, stories) = try AlertReader(stateFolder: state).told(beginningWith: id.lowercased(), limit: 10)
      let found = alerts + stories
      if found.count == 1 { return found[0] }
      if found.isEmpty {
        Terminal.tell("there is no alert and no story whose id begins with \(id.safeToShow)")
        throw ExitCode.failure
      }
      Terminal.tell("several begin so: \(found.map(\.safeToShow).joined(separator: ", "))")
      throw ExitCode.failure
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }
}
