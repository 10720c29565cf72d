import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Logging
import Settings
import WatchwordDaemon

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Watch the inbox and tell what matches.",
    discussion: """
      Folders that are missing are made. Alerts go to standard output (text on a terminal, JSON lines otherwise), to \
      the alert log, and to the endpoints in the settings; messages go to standard error. TERM and INT end it in \
      order, HUP reads rules and settings again and reopens the log.

      EXAMPLES
        watchword run
        watchword run --inbox /data/news --rules /data/rules
        watchword run --once --format json      work off what is there, for cron

      Exit status: 0 ended in order, 1 failed while running, 2 wrong settings, or another daemon on the same state.
      """)

  @OptionGroup var options: SettingsOptions

  @Flag(name: .long, help: "Work off what is in the inbox, deliver what is due, and exit.")
  var once = false

  @Option(name: .long, help: "How alerts are written to standard output: auto, text or json.")
  var format: OutputFormat?

  func run() throws {
    guard let configuration = Self.configuration(options, format, once) else { throw ExitCode.error }
    umask(0o077)
    var logger = Logger(label: "watchword") { _ in MessageHandler() }
    logger.logLevel = .info

    let outcome = DispatchSemaphore(value: 0)
    let end = EndBox()
    let (options, format, once) = (options, format, once)
    let daemon = Daemon(log: logger, reread: { Self.configuration(options, format, once) }) {
      end.set($0)
      outcome.signal()
    }
    let signals = SignalHandling(queue: daemon.queue, onStop: { daemon.stop() }, onReload: { daemon.reload() })
    do {
      try daemon.start(configuration)
    } catch {
      logger.error("\(DaemonFailure.message(of: error))")
      throw ExitCode.error
    }
    outcome.wait()
    signals.cancel()
    if case .failed(let message) = end.value {
      logger.error("stopped: \(message)")
      throw ExitCode.failure
    }
  }

  /// What to do, from settings and command line; mistakes are told.
  private static func configuration(
    _ options: SettingsOptions, _ format: OutputFormat?, _ isOnce: Bool
  ) -> DaemonConfiguration? {
    guard let settings = options.load() else { return nil }
    let chosen = format ?? OutputFormat(rawValue: settings.stdout.format.rawValue) ?? .auto
    do {
      return try DaemonConfiguration(
        settings, isOnce: isOnce,
        stdout: chosen.isJSON(isTerminal: Terminal.isOutputTerminal)
          ? .json : .text(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal)),
        version: Watchword.version)
    } catch {
      Terminal.writeError("watchword: error: \(error)")
      return nil
    }
  }
}
