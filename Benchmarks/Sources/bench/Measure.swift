import ArgumentParser
import Articles
import CAllocationCounter
import Foundation
import Glibc
import Material
import Synchronization

/// Measures one number of rules; run in a process of its own, so that its memory is that of these rules alone.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(shouldDisplay: false)

  @Argument var rulesFolder: String
  @Argument var articlesFile: String
  @Argument var passes: Int

  func run() throws {
    // Whoever started this one decides what an interruption means.
    signal(SIGINT, SIG_IGN)
    let report = try measure()
    let encoder = JSONEncoder()
    FileHandle.standardOutput.write(try encoder.encode(report))
  }

  /// The process that measures now.
  private static let running = Mutex<pid_t?>(nil)

  static func stopProcess() {
    running.withLock { if let process = $0 { kill(process, SIGKILL) } }
  }

  /// - Throws: `Failure`, with what the process told on stderr already told there.
  static func runAsProcess(rules: String, articles: String, passes: Int) throws -> SizeReport {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["measure", rules, articles, String(passes)]
    process.standardOutput = output
    try process.run()
    running.withLock { $0 = process.processIdentifier }
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    running.withLock { $0 = nil }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure("the measuring process failed") }
    return try JSONDecoder().decode(SizeReport.self, from: data)
  }

  private func measure() throws -> SizeReport {
    try checkAllocationCounter()
    let before = try Memory.now()
    var loaded: LoadedRules?
    let firstLoad = try Clock.wall.nanoseconds { loaded = try LoadedRules(folder: rulesFolder) }
    guard let rules = loaded else { throw Failure("no rules") }
    let engine = Engine(rules)
    var matches = 0
    try ArticleFile.forEach(in: articlesFile) { matches += try engine.countMatches(Article($0)) }
    let after = try Memory.now()

    var articles: [Article] = []
    try ArticleFile.forEach(in: articlesFile) { articles.append(Article($0)) }
    let floor = Floor(articles.lazy.map(\.text))
    let time = try measureTime(engine, articles, floor, expected: matches)
    let allocations = try countAllocations(engine, articles)
    engine.learn()
    let learnedTime = try measureTime(engine, articles, floor, expected: matches)
    let alerts = try measureAlerts(engine, articles, matches: matches)
    let threads = try measureThreads(rules, articles, floor, expected: matches)
    let loading = try measureLoading(firstLoad)

    let bytes = Double(floor.byteCount)
    return SizeReport(
      rules: rules.count, nanosecondsPerByte: Sample(time.engine.map { $0 / bytes }),
      floorNanosecondsPerByte: Sample(time.floor.map { $0 / bytes }), timesFloor: time.ratio,
      timesFloorLearned: learnedTime.ratio,
      articlesPerSecond: Double(articles.count) * 1e9 / Sample(time.engine).median,
      candidatesPerArticle: Double(time.candidates) / Double(articles.count),
      matchesPerArticle: Double(matches) / Double(articles.count), matches: matches,
      allocationsPerArticle: Double(allocations) / Double(articles.count), microsecondsPerAlert: alerts,
      twoThreadsGain: threads.engine, twoThreadsFloorGain: threads.floor, loadingSeconds: loading,
      megabytesBefore: before.resident, megabytesResident: after.resident, megabytesPeak: after.peak)
  }

  // MARK: - Time

  private struct Times {
    var engine: [Double] = []
    var floor: [Double] = []
    var candidates = 0

    /// The medians' ratio; its spread is that of the ratios of each pass to the floors before and after it.
    var ratio: Sample {
      let each = engine.indices.map { engine[$0] / ((floor[$0] + floor[$0 + 1]) / 2) }
      var ratio = Sample(each)
      ratio.median = Sample(engine).median / Sample(floor).median
      ratio.lowerQuartile = min(ratio.lowerQuartile, ratio.median)
      ratio.upperQuartile = max(ratio.upperQuartile, ratio.median)
      return ratio
    }
  }

  /// Passes of floor and engine in turn, the floor first and last.
  private func measureTime(
    _ engine: Engine, _ articles: [Article], _ floor: Floor, expected: Int
  ) throws -> Times {
    var times = Times()
    let words = floor.read(articles.indices)
    func passFloor() throws {
      var read = 0
      times.floor.append(Clock.thread.nanoseconds { read = floor.read(articles.indices) })
      try check(read, words)
    }
    try check(try articles.reduce(0) { $0 + (try engine.countMatches($1)) }, expected)
    try passFloor()
    for _ in 0..<passes {
      let candidates = engine.candidates
      var matches = 0
      times.engine.append(
        try Clock.thread.nanoseconds {
          // In place: copying an article out of the array is no work of the engine.
          for index in articles.indices { matches += try engine.countMatches(articles.span[index]) }
        })
      times.candidates = engine.candidates - candidates
      try check(matches, expected)
      try passFloor()
    }
    return times
  }

  /// What was found in one pass and in another has to be the same.
  private func check(_ found: Int, _ expected: Int) throws {
    guard found == expected else { throw Failure("\(found) found in one pass, and \(expected) in another") }
  }

  // MARK: - Allocations

  private func countAllocations(_ engine: Engine, _ articles: [Article]) throws -> Int {
    allocation_counter_begin()
    for article in articles { _ = try engine.countMatches(article) }
    return allocation_counter_end()
  }

  private func checkAllocationCounter() throws {
    allocation_counter_begin()
    let made = Self.allocate(passes + 1000)
    let allocations = allocation_counter_end()
    guard made.count > 1000, allocations == 1 else {
      throw Failure("one allocation was made, and \(allocations) were counted")
    }
    guard Self.allocate(1).count == 1, allocation_counter_end() == 1 else {
      throw Failure("allocations are counted when they should not be")
    }
  }

  @inline(never)
  private static func allocate(_ count: Int) -> [UInt8] { Array(repeating: 1, count: count) }

  // MARK: - Alerts

  /// So many alerts say what each takes.
  private static let alerts = 5000

  /// Microseconds for each.
  private func measureAlerts(_ engine: Engine, _ articles: [Article], matches: Int) throws -> Sample? {
    guard matches > 0 else { return nil }
    var matching: [Article] = []
    var expected = 0
    for article in articles where expected < Self.alerts {
      let matches = try engine.countMatches(article)
      expected += matches
      if matches > 0 { matching.append(article) }
    }
    return Sample(
      try (0..<5).map { _ in
        var count = 0
        var nanoseconds = 0.0
        for article in matching {
          let alerts = try engine.makeAlerts(article)
          count += alerts.count
          nanoseconds += alerts.nanoseconds
        }
        try check(count, expected)
        return nanoseconds / 1000 / Double(count)
      })
  }

  // MARK: - Threads

  /// What one thread works with; a thread holds it while it reads.
  private final class Worker: Sendable {
    private let engine: Mutex<Engine>
    init(_ rules: LoadedRules) { engine = Mutex(Engine(rules)) }

    /// The matches in some articles; a negative number if one of them is an error.
    func read(_ articles: ArraySlice<Article>) -> Int {
      engine.withLock { engine in
        do { return try articles.reduce(0) { $0 + (try engine.countMatches($1)) } } catch { return Int.min / 2 }
      }
    }
  }

  /// How many times the articles a second of one thread two have, of the engine and of the floor.
  private func measureThreads(
    _ rules: LoadedRules, _ articles: [Article], _ floor: Floor, expected: Int
  ) throws -> (engine: Sample, floor: Sample) {
    let workers = [Worker(rules), Worker(rules)]
    for worker in workers { try check(worker.read(articles[...]), expected) }
    func time(_ threads: Int, expected: Int, _ read: @Sendable (Int, Range<Int>) -> Int) throws -> Double {
      var sum = 0
      let time = Clock.wall.nanoseconds { sum = Threads.run(threads, articles: articles.count, read) }
      try check(sum, expected)
      return time
    }
    // The floor is read so often that other programs have as much chance to disturb it.
    let words = floor.read(articles.indices)
    let plainTime = Clock.wall.nanoseconds { _ = floor.read(articles.indices) }
    var gains: (engine: [Double], floor: [Double]) = ([], [])
    for _ in 0..<passes {
      let engine = try (1...2).map { try time($0, expected: expected) { workers[$0].read(articles[$1]) } }
      let repetitions = max(1, min(20, Int(engine[0] / plainTime)))
      let plain = try (1...2).map { threads in
        try time(threads, expected: words * repetitions) { _, range in
          (0..<repetitions).reduce(0) { sum, _ in sum + floor.read(range) }
        }
      }
      gains.engine.append(engine[0] / engine[1])
      gains.floor.append(plain[0] / plain[1])
    }
    return (Sample(gains.engine), Sample(gains.floor))
  }

  // MARK: - Loading

  /// Seconds; loads twice more, unless that takes too long.
  private func measureLoading(_ first: Double) throws -> Sample {
    var seconds = [first / 1e9]
    while seconds.count < 3, seconds[0] < 5 {
      seconds.append(try Clock.wall.nanoseconds { _ = try LoadedRules(folder: rulesFolder) } / 1e9)
    }
    return Sample(seconds)
  }
}
