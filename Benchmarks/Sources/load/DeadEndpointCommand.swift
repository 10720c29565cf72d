import ArgumentParser
import Foundation
import Glibc

/// What a long queue behind a dead endpoint costs the intake: the same endpoint with one alert in its queue against many.
/// The row that each alert writes for one endpoint more is in both, and no cost of the queue; so is the size of the database.
struct DeadEndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead-endpoint",
    abstract: "Compare what is taken with one and with many alerts that wait for a receiver that refuses everybody.",
    discussion: "Exit status: 0 the long queue costs no more than --most, 1 it costs more.")

  @OptionGroup var options: LoadOptions
  @Option(help: "How many files a run.")
  var articles = 20_000
  @Option(help: "How many alerts wait in the long queue at least; before the other runs as many are raised.")
  var queued = 10_000
  @Option(help: "How many runs of each, by turns.")
  var runs = 5
  @Option(help: "How many hundredths of the speed it may cost.")
  var most = 5.0
  @Flag(help: "Also run without that endpoint, to be told of it only.")
  var withoutEndpoint = false

  private enum Waiting: String {
    case one, many
    /// There is no endpoint for which they could.
    case none
  }

  private struct Figures {
    /// Files a second, start and stop included.
    var speed: Double
    /// Of processor time a file, in microseconds: what others do on the machine changes it least.
    var processor: Double
    /// How many alerts waited at the start.
    var waiting: Int
  }

  func validate() throws {
    guard articles > 0, runs > 0 else { throw ValidationError("--articles and --runs want 1 or more") }
    // No more than 100,000 are listed.
    guard (2...90_000).contains(queued) else { throw ValidationError("--queued wants a number from 2 to 90000") }
  }

  func run() throws {
    let port = try RefusingPort()
    let kinds: [Waiting] = [.one, .many] + (withoutEndpoint ? [.none] : [])
    var all: [Waiting: [Figures]] = [:]
    for run in 0..<runs {
      // What grows or cools down with time falls on both alike.
      for kind in run % 2 == 0 ? kinds : kinds.reversed() {
        let figures = try measure(kind, deadPort: port.number)
        all[kind, default: []].append(figures)
        say("  \(Self.name(kind, figures)): \(Int(figures.speed)) files/s, \(Int(figures.processor)) µs")
      }
    }
    say("\(articles) files by \(options.rules) rules, \(runs) runs each by turns; median (lowest to highest)")
    for kind in kinds { say(Self.text(kind, all[kind] ?? [])) }
    try judge(one: all[.one] ?? [], many: all[.many] ?? [])
  }

  private func judge(one: [Figures], many: [Figures]) throws {
    let speed = Self.median(many.map(\.speed)) / Self.median(one.map(\.speed))
    let processor = Self.median(many.map(\.processor)) / Self.median(one.map(\.processor))
    say(String(format: "the long queue to the short: %.3f of the speed, %.3f of the processor time", speed, processor))
    let (cost, processorCost) = (100 * (1 - speed), 100 * (processor - 1))
    // What really costs shows in both.
    if min(cost, processorCost) > most {
      say("MISSED: the long queue costs more than \(most) %")
      throw ExitCode(1)
    }
    if cost > most {
      say("slower by more than \(most) %, but not by work: others on the machine, or waiting; measure with more --runs")
    }
  }

  private func measure(_ kind: Waiting, deadPort: Int) throws -> Figures {
    var folder = try LoadFolder(options)
    defer { folder.remove() }
    let rules = try folder.text("rules/rules.yaml")
    // A wait that is the same in all runs would make what the queue costs look smaller.
    let withoutDesk = "settle: 100ms\n" + (try folder.text("watchword.yaml"))
    let withDesk = withoutDesk + "  desk:\n    type: webhook\n    url: http://127.0.0.1:\(deadPort)/alerts\n"
    // Every article has a word of two letters or more in it.
    try write("rules:\n  - id: any\n    match: /[a-zA-Z]{2}/\n", to: "rules/rules.yaml", in: folder)
    // The same alerts are raised each time, in two steps; the endpoint is told of both, of the second alone, or of none.
    try write(kind == .many ? withDesk : withoutDesk, to: "watchword.yaml", in: folder)
    // Articles that are copies of one another are one story, of which only the first is told.
    let files = queued + queued / 20 + 10
    for number in 0..<files { try folder.drop(number) }
    _ = try run(folder)
    try write(kind == .none ? withoutDesk : withDesk, to: "watchword.yaml", in: folder)
    try write("The ferry at Pemberton Quay\n\nNobody sold any tickets.\n", to: "inbox/source-0/ferry.txt", in: folder)
    _ = try run(folder)
    let waiting = try checkedWaiting(kind, folder)

    try write(rules, to: "rules/rules.yaml", in: folder)
    for number in files..<(files + articles) { try folder.drop(number) }
    // What the disk has still to write of it would be measured along.
    sync()
    let before = DaemonRun.processorSeconds()
    let end = try run(folder)
    let processor = DaemonRun.processorSeconds() - before
    return Figures(
      speed: Double(articles) / end.seconds, processor: 1_000_000 * processor / Double(articles), waiting: waiting)
  }

  /// How many alerts wait for the endpoint, which has to be what the run is said to be of.
  private func checkedWaiting(_ kind: Waiting, _ folder: LoadFolder) throws -> Int {
    let told = try folder.text("state/alerts.jsonl").utf8.count { $0 == 10 }
    guard told >= queued else { throw LoadFailure("only \(told) of \(queued) alerts were raised") }
    let list = try output(["deliveries", "--endpoint", "desk", "--limit", "100000", "--json"], folder)
    let waiting = list.split(separator: "\n").count { $0.contains(#""state":"pending""#) }
    let expected =
      switch kind {
      case .one: 1
      case .many: told
      case .none: 0
      }
    guard waiting == expected else { throw LoadFailure("\(waiting) alerts wait, and not \(expected)") }
    return waiting
  }

  private func run(_ folder: LoadFolder) throws -> DaemonRun.End {
    let end = try DaemonRun(options.program, ["--once"], in: folder.path).end()
    guard end.status == 0 else {
      throw LoadFailure("the program ended with \(end.status): \(try folder.text("messages.txt").suffix(2000))")
    }
    return end
  }

  /// What another command of the program prints.
  private func output(_ arguments: [String], _ folder: LoadFolder) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: options.program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw LoadFailure("\(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private func write(_ text: String, to name: String, in folder: LoadFolder) throws {
    try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let (low, high) = sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    else { return 0 }
    return (low + high) / 2
  }

  private static func name(_ kind: Waiting, _ figures: Figures) -> String {
    kind == .none ? "no dead endpoint" : "\(figures.waiting) waiting"
  }

  private static func text(_ kind: Waiting, _ figures: [Figures]) -> String {
    func spread(_ values: [Double]) -> String {
      "\(Int(median(values))) (\(Int(values.min() ?? 0)) to \(Int(values.max() ?? 0)))"
    }
    let name = figures.first.map { Self.name(kind, $0) } ?? kind.rawValue
    let (speed, processor) = (spread(figures.map(\.speed)), spread(figures.map(\.processor)))
    return "\(name): \(speed) files/s, \(processor) µs of processor time a file"
  }
}

/// A port of 127.0.0.1 at which nobody listens and that nobody else can have, as long as it lives.
private final class RefusingPort {
  let number: Int
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      // A sockaddr_in is one of the shapes of a sockaddr; `length` is its size.
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
    }
    guard isBound else { throw LoadFailure("no port of 127.0.0.1 can be had") }
    number = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}
