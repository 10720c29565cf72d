import ArgumentParser
import Foundation

/// Measures the real daemon from the file in the inbox to the file in the archive, with the commits on the disk.
@main
struct Load: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Measure what the daemon takes, with a backlog at its start and for a long time.",
    subcommands: [BacklogCommand.self, SoakCommand.self, WebhookCommand.self, DeadEndpointCommand.self])
}

/// What both measure with.
struct LoadOptions: ParsableArguments {
  @Option(help: "The watchword program.")
  var program: String
  @Option(help: "How many rules there are.")
  var rules = 10_000
  @Flag(help: "Rules of which an article matches nine, as desks with many broad rules have; otherwise about 0.1.")
  var manyMatches = false
  @Flag(help: "Index the words of the texts for `watchword search` as well.")
  var search = false
  @Option(help: "Paragraphs an article; 0 for all of about 150 words.")
  var paragraphs = 0
  @Option(help: "Where the inbox and the state are made.")
  var folder = "/tmp"
}

/// A line on stdout at once: taking a million files away again takes a while, and a file or a pipe would show nothing before.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
