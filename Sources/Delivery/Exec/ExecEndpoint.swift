import Glibc
import Messages
import Synchronization

/// Runs a program for each alert, with the alert as one line of JSON on its standard input.
///
/// Status 0 is a delivery; 65 (EX_DATAERR) refuses this alert for good; all else is a failure. One runs at a time.
package final class ExecEndpoint: Endpoint {
  package let name: String
  package let batchLimit = 16
  private let configuration: ExecConfiguration
  private let trace: DeliveryTrace?
  private let stopSignal = StopSignal()
  /// Programs that could not be ended.
  private let unended = Mutex<[Int32]>([])

  /// No further program is started after so much time with one batch.
  private static let batchTime: Duration = .seconds(30)
  /// Of what the daemon itself has, this alone is handed on.
  private static let inherited = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("HOME", "/")]
  /// EX_DATAERR of sysexits.h.
  private static let dataError: Int32 = 65
  private static let maximumFieldBytes = 1000

  package init(name: String, configuration: ExecConfiguration, trace: DeliveryTrace? = nil) {
    self.trace = trace
    self.name = name
    self.configuration = configuration
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    waitForUnended()
    let deadline = ContinuousClock.now + Self.batchTime
    var outcomes: [DeliveryOutcome] = []
    for delivery in batch where outcomes.isEmpty || ContinuousClock.now < deadline {
      guard !stopSignal.isOn, let outcome = attempt(delivery) else { break }
      outcomes.append(outcome)
      if outcome != .delivered { break }
    }
    return outcomes
  }

  package func stop() { stopSignal.raise() }

  /// `nil` where it was cut off by `stop()`.
  private func attempt(_ delivery: PendingDelivery) -> DeliveryOutcome? {
    let program = configuration.program
    do throws(SystemError) {
      let environment = environment(for: delivery)
      trace?.willRun(configuration, environment: environment, input: delivery.jsonLine)
      var run = try ProgramRun(
        arguments: configuration.command, environment: environment, input: delivery.jsonLine,
        errorTail: ErrorTail(
          hiding: configuration.environment.map(\.value),
          limit: trace == nil ? ErrorTail.maximumBytes : ErrorTail.maximumTracedBytes))
      let end = run.end(within: configuration.timeout, unless: stopSignal)
      trace?.hasRun(end, error: run.errorTail)
      if let process = run.unended { unended.withLock { $0.append(process) } }
      let said = run.errorTail.text
      let words = said.isEmpty ? "" : ": \(said)"
      switch end {
      case .exited(status: 0): return .delivered
      case .exited(status: Self.dataError): return .refused(reason: "\(program) refused it (exit status 65)\(words)")
      case .exited(let status): return .failed(reason: "\(program) ended with exit status \(status)\(words)")
      case .killed(let signal): return .failed(reason: "\(program) was ended by signal \(signal)\(words)")
      case .late:
        return .failed(reason: "\(program) was ended because it took longer than \(configuration.timeout)\(words)")
      case .stopped: return nil
      case .notStarted(let error): return .failed(reason: error.message)
      }
    } catch {
      return .failed(reason: error.message + Self.advice(on: error.number))
    }
  }

  private func environment(for delivery: PendingDelivery) -> [String] {
    var values: [String: String] = [:]
    for (name, fallback) in Self.inherited {
      // getenv's text ends with a NUL and is copied at once; nothing in the daemon changes its environment.
      values[name] = getenv(name).map { String(cString: $0) } ?? fallback
    }
    for variable in configuration.environment { values[variable.name] = variable.value }
    let fields = LogFields(alertID: delivery.alertID, json: delivery.json)
    let told = [
      ("ALERT", fields.alert), ("KIND", fields.kind), ("RULE", fields.rule), ("SEVERITY", fields.severity),
      ("CODE", fields.code), ("ENDPOINT", fields.endpoint),
    ]
    for (name, value) in told {
      values["WATCHWORD_" + name] = value.map { $0.utf8.count > Self.maximumFieldBytes ? "" : $0 }
    }
    return values.map { "\($0.key)=\($0.value)" }.sorted()
  }

  private func waitForUnended() {
    unended.withLock { $0.removeAll { waitpid($0, nil, WNOHANG) != 0 } }
  }

  private static func advice(on number: Int32) -> String {
    switch number {
    case ENOENT: "; the program, or what its first line says should run it, is not there"
    case EACCES, EPERM: "; let the daemon's user run it, and mind what its service's sandbox leaves out"
    case ENOEXEC: "; a script has to begin with a line that says what runs it, as in #!/bin/sh"
    default: ""
    }
  }
}
