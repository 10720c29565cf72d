import Foundation
import Glibc

/// Measures the time from close(2) of a small article to its alert on the daemon's stdout, one article at a time on an
/// otherwise idle machine or beside a load of other articles, with the commit on disk included; and, as the floor, the time
/// of an append and fsync on the same file system while it is idle.
///
///     latency --program PATH [--articles 1000] [--rules 1000] [--load RATE] [--folder DIR]
///
/// With `--load`, another thread drops so many articles a second, in which no rule finds anything. Where the daemon cannot
/// keep up, what is left in the inbox at the end says so, and the latencies are those of a queue.
@main
struct Latency {
  static func main() {
    do {
      try measure()
    } catch {
      FileHandle.standardError.write(Data("latency: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func measure() throws {
    let options = try Options(CommandLine.arguments.dropFirst())
    let folder = try WorkFolder(beneath: options.folder, rules: options.rules)
    defer { folder.remove() }

    let floor = try (0..<200).map { _ in try folder.appendAndSync() }
    let daemon = try Daemon(program: options.program, folder: folder.path)
    defer { daemon.stop() }
    for number in 0..<50 { _ = try folder.drop(number, into: daemon, rules: options.rules) }
    let load = options.load > 0 ? Load(folder: folder, rate: options.load) : nil
    load?.start()
    // The folder goes away only when nobody writes there any more.
    defer { _ = load?.stop() }
    let latencies = try (50..<50 + options.articles).map {
      usleep(5000)  // idle means that the last article's move and its own commit are over
      return try folder.drop($0, into: daemon, rules: options.rules)
    }
    let left = try folder.countInInbox()
    let outcome = load?.stop()
    report("append and fsync", floor)
    report("close to stdout", latencies)
    print("\(options.articles) articles, \(options.rules) rules, one alert each")
    if let outcome {
      if let failure = outcome.failure { throw Failure("the load ended early: \(failure)") }
      print(
        "beside them \(String(format: "%.1f", outcome.rate)) articles/s (\(outcome.dropped); wanted: \(options.load)/s), "
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

struct Options {
  var program = ""
  var articles = 1000
  var rules = 1000
  /// Articles a second, beside those that are measured.
  var load = 0.0
  var folder = NSTemporaryDirectory()

  init(_ arguments: ArraySlice<String>) throws {
    var rest = arguments
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Failure("\(name) needs a value") }
      switch name {
      case "--program": program = value
      case "--articles": articles = Int(value) ?? articles
      case "--rules": rules = Int(value) ?? rules
      case "--load":
        guard let rate = Double(value), rate >= 0, rate.isFinite else {
          throw Failure("--load needs a number of articles a second")
        }
        load = rate
      case "--folder": folder = value
      default: throw Failure("unknown option \(name)")
      }
    }
    guard !program.isEmpty else { throw Failure("--program PATH is needed") }
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
