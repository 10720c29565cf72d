import ArgumentParser
import Foundation
import Glibc
import Material

struct WebhookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook", abstract: "Tell alerts to one receiver on this machine (`run --once`).")

  @Option(help: "The watchword program.")
  var program: String
  @Option(help: "How many alerts, each of an article of its own.")
  var alerts = 5_000
  @Option(help: "Alerts a second that it must tell at least.")
  var least = 500
  @Flag(help: "Sign each alert, with two secrets.")
  var signed = false
  @Option(help: "Where the inbox and the state are made.")
  var folder = "/tmp"

  func run() throws {
    let receiver = try AlertReceiver()
    let options = try LoadOptions.parse([
      "--program", program, "--rules", "1", "--folder", folder, "--paragraphs", "2",
    ])
    var load = try LoadFolder(options)
    defer { load.remove() }
    try write(load, receiver.port)
    for number in 0..<alerts { try load.drop(number) }
    sync()
    let end = try DaemonRun(program, ["--once"], in: load.path).end()
    let told = receiver.counted
    guard end.status == 0 else {
      throw LoadFailure("the program ended with \(end.status): \(try load.text("messages.txt").suffix(2000))")
    }
    let each = 1_000_000 / Double(max(1, told.alerts))
    say(
      """
      \(told.alerts) alerts told over \(told.connections) connection\(told.connections == 1 ? "" : "s")\
      \(signed ? ", signed" : ""): \(Int(told.perSecond)) a second
      \(String(format: "%.1f", end.seconds)) s with reading and matching; \
      \(Int((end.userSeconds + end.systemSeconds) * each)) µs of processor time an alert, all told
      """)
    // Articles that are copies of one another are one story, of which only the first is told.
    guard told.alerts >= alerts * 9 / 10, Int(told.perSecond) >= least else {
      say("MISSED: fewer than \(least) alerts a second, or not all")
      throw ExitCode(1)
    }
  }

  private func write(_ load: LoadFolder, _ port: Int) throws {
    // Every article has a word of two letters or more in it.
    try "rules:\n  - id: any\n    match: /[a-zA-Z]{2}/\n"
      .write(toFile: load.path + "/rules/rules.yaml", atomically: true, encoding: .utf8)
    var settings = """
      search: no
      endpoints:
        stdout:
          enabled: no
        desk:
          type: webhook
          url: http://127.0.0.1:\(port)/alerts

      """
    if signed {
      for (number, letter) in ["a", "b"].enumerated() {
        let secret = Data(String(repeating: letter, count: 32).utf8).base64EncodedString()
        try "whsec_\(secret)\n".write(toFile: "\(load.path)/secret-\(number)", atomically: true, encoding: .utf8)
      }
      settings += "    signing_secrets: [{file: secret-0}, {file: secret-1}]\n"
    }
    try settings.write(toFile: load.path + "/watchword.yaml", atomically: true, encoding: .utf8)
  }
}
