import ArgumentParser
import Foundation
import Glibc

struct DeadEndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead-endpoint",
    abstract: "Compare what is taken with and without alerts that wait for a receiver that refuses everybody.")

  @OptionGroup var options: LoadOptions
  @Option(help: "How many files a run.")
  var articles = 20_000
  @Option(help: "How many alerts wait before a run begins.")
  var queued = 10_000
  @Option(help: "How many runs of each, by turns.")
  var runs = 5
  @Option(help: "How many hundredths of the speed it may cost.")
  var most = 5.0

  private struct Figures {
    /// Files a second, start and stop included.
    var speed: Double
    /// Of processor time a file, in microseconds: what others do on the machine changes it least.
    var processor: Double
  }

  func run() throws {
    let port = try RefusingPort()
    var (with, without): ([Figures], [Figures]) = ([], [])
    for run in 0..<runs {
      // What grows or cools down with time falls on both alike.
      for hasDead in run % 2 == 0 ? [false, true] : [true, false] {
        let figures = try measure(deadPort: hasDead ? port.number : nil)
        if hasDead { with.append(figures) } else { without.append(figures) }
        say("  \(hasDead ? "with" : "without"): \(Int(figures.speed)) files/s, \(Int(figures.processor)) µs")
      }
    }
    let cost = 100 * (1 - Self.median(with.map(\.speed)) / Self.median(without.map(\.speed)))
    let processorCost = 100 * (Self.median(with.map(\.processor)) / Self.median(without.map(\.processor)) - 1)
    say(
      """
      \(articles) files by \(options.rules) rules, \(queued) alerts told before, \(runs) runs each; medians and spread
      told to the log alone:           \(Self.text(without))
      and waiting for a dead endpoint: \(Self.text(with))
      the dead endpoint costs \(String(format: "%.1f %% of the speed, %.1f %%", cost, processorCost)) of the processor time
      """)
    // What really costs shows in both.
    if min(cost, processorCost) > most {
      say("MISSED: more than \(most) %")
      throw ExitCode(1)
    }
  }

  private func measure(deadPort: Int?) throws -> Figures {
    var folder = try LoadFolder(options)
    defer { folder.remove() }
    let rules = try folder.text("rules/rules.yaml")
    var settings = try folder.text("watchword.yaml")
    if let deadPort { settings += "  desk:\n    type: webhook\n    url: http://127.0.0.1:\(deadPort)/alerts\n" }
    try write(settings, to: "watchword.yaml", in: folder)
    // Every article has a word of two letters or more in it.
    try write("rules:\n  - id: any\n    match: /[a-zA-Z]{2}/\n", to: "rules/rules.yaml", in: folder)
    for number in 0..<queued { try folder.drop(number) }
    let before = try run(folder)
    let told = try folder.text("state/alerts.jsonl").utf8.count { $0 == 10 }
    // Articles that are copies of one another are one story, of which only the first is told.
    guard told >= queued * 9 / 10 else { throw LoadFailure("only \(told) of \(queued) alerts were raised") }

    try write(rules, to: "rules/rules.yaml", in: folder)
    for number in queued..<(queued + articles) { try folder.drop(number) }
    // What the disk has still to write of it would be measured along.
    sync()
    let end = try run(folder)
    // Processor time is that of all runs so far.
    let processor = end.userSeconds + end.systemSeconds - before.userSeconds - before.systemSeconds
    return Figures(speed: Double(articles) / end.seconds, processor: 1_000_000 * processor / Double(articles))
  }

  private func run(_ folder: LoadFolder) throws -> DaemonRun.End {
    let end = try DaemonRun(options.program, ["--once"], in: folder.path).end()
    guard end.status == 0 else {
      throw LoadFailure("the program ended with \(end.status): \(try folder.text("messages.txt").suffix(2000))")
    }
    return end
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

  private static func text(_ figures: [Figures]) -> String {
    func spread(_ values: [Double]) -> String {
      "\(Int(median(values))) (\(Int(values.min() ?? 0)) to \(Int(values.max() ?? 0)))"
    }
    return "\(spread(figures.map(\.speed))) files/s, \(spread(figures.map(\.processor))) µs of processor time a file"
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
