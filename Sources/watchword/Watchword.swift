import ArgumentParser
import Foundation
import Glibc

@main
struct Watchword: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "watchword",
    abstract: "Tells you when an article that you are looking for arrives.",
    discussion: """
      Save articles into a folder, write what you look for into rule files, and get one message per story with the \
      words that caused it marked.

      EXAMPLES
        watchword run                           watch ./inbox with ./rules

        watchword check                         are rules and settings right?
        watchword test                          do the rules find what they should?
        watchword test --from ALERT             make an alert's article a test
        watchword scan --rules rules page.txt   what would match, and where
        watchword scan --query 'uzbek*' folder  the same for a rule typed here
        watchword explain RULE page.txt         why a rule matches, or does not
        watchword backtest uz-cooperation       what would a rule have found?
        watchword fmt                           give rule files their layout
        watchword import --from nexis QUERY     that query in this language

        watchword alerts --follow               what was told, and what comes
        watchword why page.txt                  what became of a file, and why
        watchword rules --sort last             which rules find nothing?
        watchword search 'gas NEAR/5 pipeline'  find stored articles

        watchword route RULE                    who is told of it, and why
        watchword deliveries --failed           who could not be told
        watchword redeliver --endpoint desk --since 24h
        watchword endpoint test desk            does a test alert arrive?
        watchword silence add --rule R --for 2h hold its alerts back
        watchword ack ALERT --false             seen, and a false alarm
        watchword digest --missed --since 7d    what was I away for?

        watchword status                        how the daemon is
        watchword reload                        read rules and settings again
        watchword sweep                         look through the inbox now
        watchword doctor                        what is wrong, and what to do
        watchword backup FILE                   a copy of the database
        watchword rebuild                       the database anew, from the archive
      """,
    version: version,
    subcommands: [
      RunCommand.self,
      // Write rules.
      CheckCommand.self, TestCommand.self, ScanCommand.self, ExplainCommand.self, BacktestCommand.self,
      FormatCommand.self, ImportCommand.self,
      // Ask.
      AlertsCommand.self, WhyCommand.self, RulesCommand.self, SearchCommand.self,
      // Deliver.
      RouteCommand.self, DeliveriesCommand.self, RedeliverCommand.self, EndpointCommand.self,
      SilenceCommand.self, AcknowledgeCommand.self, DigestCommand.self,
      // Look after.
      StatusCommand.self, ReloadCommand.self, SweepCommand.self, DoctorCommand.self, BackupCommand.self,
      RebuildCommand.self,
    ])

  /// Exit status 2 for everything that is wrong with the command line, as documented; the parser's own would be 64.
  static func main() {
    openStandardDescriptors()
    // A reader that goes away (`| head`) shows as an error of write(2), which ends the program quietly.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if code == .success {
        Terminal.writeOutput(message + "\n")
        Glibc.exit(0)
      }
      if !message.isEmpty { Terminal.writeError(message) }
      Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
    }
  }
}

/// Whoever starts us with closed descriptors (`>&-`) must not get alerts written into the files that take their numbers.
private func openStandardDescriptors() {
  var descriptor = open("/dev/null", O_RDWR)
  while (0...2).contains(descriptor) { descriptor = open("/dev/null", O_RDWR) }
  if descriptor > 2 { close(descriptor) }
}

extension ExitCode {
  /// grep's and ours: something is wrong with what was asked for.
  static let error = ExitCode(2)
}
