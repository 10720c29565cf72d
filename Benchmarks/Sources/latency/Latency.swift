import ArgumentParser
import Foundation
import Glibc

/// Measures the time from close(2) of a small article to its alert on the daemon's stdout, one article at a time on an
/// otherwise idle machine or beside a load of other articles, with the commit on disk included; and, as the floor, the time
/// of an append and fsync on the same file system while it is idle.
@main
struct Latency: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency", abstract: "Measure the time from a whole file to its alert on stdout.")

  @Option(help: "The watchword program.")
  var program: String
  @Option(help: "How many articles are measured, one after another.")
  var articles = 1000
  @Option(help: "How many rules there are.")
  var rules = 1000
  @Option(
    help: """
      Articles a second that another thread drops beside them, in which no rule finds anything. Where the daemon cannot \
      keep up, what is left in the inbox at the end says so, and the latencies are those of a queue.
      """)
  var load = 0.0
  @Option(help: "Where the inbox and the state are made.")
  var folder = NSTemporaryDirectory()

  func validate() throws {
    guard articles > 0, rules > 0 else { throw ValidationError("At least one article and one rule are needed.") }
    guard load >= 0, load.isFinite else { throw ValidationError("--load takes a number of articles a second.") }
  }

  func run() throws {
    let folder = try WorkFolder(beneath: folder, rules: rules)
    defer { folder.remove() }

    let floor = try (0..<200).map { _ in try folder.appendAndSync() }
    let daemon = try Daemon(program: program, folder: folder.path)
    defer { daemon.stop() }
    for number in 0..<50 { _ = try folder.drop(number, into: daemon, rules: rules) }
    let beside = load > 0 ? Load(folder: folder, rate: load) : nil
    beside?.start()
    // The folder goes away only when nobody writes there any more.
    defer { _ = beside?.stop() }
    let latencies = try (50..<50 + articles).map {
      usleep(5000)  // idle means that the last article's move and its own commit are over
      return try folder.drop($0, into: daemon, rules: rules)
    }
    let left = try folder.countInInbox()
    let outcome = beside?.stop()
    Self.report("append and fsync", floor)
    Self.report("close to stdout", latencies)
    print("\(articles) articles, \(rules) rules, one alert each")
    if let outcome {
      if let failure = outcome.failure { throw Failure("the load ended early: \(failure)") }
      print(
        "beside them \(String(format: "%.1f", outcome.rate)) articles/s (\(outcome.dropped); wanted: \(load)/s), "
          + "of which at the end \(left) were in the inbox")
    }
  }

  private static func report(_ name: String, _ milliseconds: [Double]) {
    let sorted = milliseconds.sorted()
    func quantile(_ q: Double) -> String {
      String(format: "%.3f", sorted[min(sorted.count - 1, Int(q * Double(sorted.count)))])
    }
    let padded = name.padding(toLength: 18, withPad: " ", startingAt: 0)
    print(
      "\(padded) median \(quantile(0.5)) ms, 90th \(quantile(0.9)), 99th \(quantile(0.99)), "
        + "minimum \(quantile(0)), maximum \(quantile(1))")
  }
}

struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
}
