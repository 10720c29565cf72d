import ArgumentParser
import Foundation
import Glibc
import Material

struct BacklogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backlog", abstract: "Work off files that lie in the inbox at the start (`run --once`).")

  @OptionGroup var options: LoadOptions
  @Option(help: "How many files.")
  var articles = 1_000_000
  @Option(help: "Megabytes of memory that it may take at most.")
  var memory = 200

  func run() throws {
    var folder = try LoadFolder(options)
    defer { folder.remove() }
    for number in 0..<articles { try folder.drop(number) }
    // A backlog has lain there for a while: what the disk has still to write of it would be measured along.
    sync()
    let end = try DaemonRun(options.program, ["--once"], in: folder.path).end()
    guard end.status == 0 else {
      throw LoadFailure("the program ended with \(end.status): \(try folder.text("messages.txt").suffix(2000))")
    }
    // Not there where nothing was told.
    let alerts =
      folder.size("state/alerts.jsonl") == 0 ? 0 : try folder.text("state/alerts.jsonl").utf8.count { $0 == 10 }
    let each = 1_000_000 / Double(articles)
    say(
      """
      \(articles) files by \(options.rules) rules, \(String(format: "%.2f", Double(alerts) / Double(articles))) alerts a file\
      \(options.search ? ", texts indexed" : "")
      \(Int(Double(articles) / end.seconds)) files/s (\(String(format: "%.1f", end.seconds)) s, start and stop included)
      \(Int((end.userSeconds + end.systemSeconds) * each)) µs of processor time a file: \
      \(Int(end.userSeconds * each)) in the program, \(Int(end.systemSeconds * each)) in the kernel
      \(end.peakBytes >> 20) MiB of memory at most, database \(folder.size("state/watchword.db") >> 20) MiB
      """)
    if end.peakBytes > memory << 20 {
      say("MISSED: more than \(memory) MiB of memory")
      throw ExitCode(1)
    }
  }
}
