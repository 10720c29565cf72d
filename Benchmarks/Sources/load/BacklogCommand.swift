import ArgumentParser
import Foundation
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
    let end = try DaemonRun(options.program, ["--once"], in: folder.path).end()
    guard end.status == 0 else { throw LoadFailure("the program ended with \(end.status): see \(folder.path)") }
    let alerts = try String(contentsOfFile: folder.path + "/state/alerts.jsonl", encoding: .utf8).utf8.count {
      $0 == 10
    }
    let each = 1_000_000 / Double(articles)
    print(
      """
      \(articles) files by \(options.rules) rules, \(String(format: "%.2f", Double(alerts) / Double(articles))) alerts a file\
      \(options.search ? ", texts indexed" : "")
      \(Int(Double(articles) / end.seconds)) files/s (\(String(format: "%.1f", end.seconds)) s, start and stop included)
      \(Int((end.userSeconds + end.systemSeconds) * each)) µs of processor time a file: \
      \(Int(end.userSeconds * each)) in the program, \(Int(end.systemSeconds * each)) in the kernel
      \(end.peakBytes >> 20) MiB of memory at most, database \(folder.size("state/watchword.db") >> 20) MiB
      """)
    if end.peakBytes > memory << 20 {
      print("MISSED: more than \(memory) MiB of memory")
      throw ExitCode(1)
    }
  }
}
