import AlertStore
import Control
import Dispatch
import Inbox
import SafeText
import Synchronization

extension Daemon {
  /// What commands may ask, each by its name. A new request is a line here; what it changes goes through the store's queue, and
  /// it answers when that has committed.
  ///
  /// - Returns: `nil`, which has been told, where nobody can ask: articles flow all the same.
  func listen(
    _ configuration: DaemonConfiguration, _ status: StatusKeeper, _ watcher: InboxWatcher,
    _ deliveries: DeliveryCommands, _ telling: TellingCommands
  ) -> ControlServer? {
    let handlers: [String: ControlServer.Handler] = [
      "status": { _, answer in
        status.report { result in
          switch result {
          case .success(let report): answer(.result(report))
          case .failure(let error): answer(.failure(error))
          }
        }
      },
      "reload": { [weak self] _, answer in
        let isOver = ControlAnswer.failure(ControlError(.stopping, "The daemon starts or stops; ask again."))
        guard let self else { return answer(isOver) }
        reload { answer($0.map { .result($0) } ?? isOver) }
      },
      "sweep": { _, answer in
        watcher.sweepNow()
        answer(.result(SweepReport(inbox: configuration.inbox)))
      },
      "redeliver": { request, answer in
        Self.answer(request, RedeliverRequest.self, answer) { deliveries.redeliver($0, answer) }
      },
      "endpoint-on": { request, answer in
        Self.answer(request, EndpointRequest.self, answer) { deliveries.switchOn($0, answer) }
      },
      "silence": { request, answer in
        Self.answer(request, SilenceRequest.self, answer) { telling.silence($0, answer) }
      },
      "silence-expire": { request, answer in
        Self.answer(request, ExpireRequest.self, answer) { telling.expire($0, answer) }
      },
      "acknowledge": { request, answer in
        Self.answer(request, AcknowledgeRequest.self, answer) { telling.acknowledge($0, answer) }
      },
      "stop": { [weak self] _, answer in
        answer(.result(StopReport(isStopping: true)))
        self?.stop()
      },
    ]
    do throws(ControlError) {
      return try ControlServer(stateFolder: configuration.state, handlers: handlers)
    } catch {
      log.error("\(error.message)")
      board.report("control", error.message, action: "Articles are taken all the same; signals work.")
      return nil
    }
  }

  private static func answer<Arguments: Decodable>(
    _ request: ControlRequest, _ type: Arguments.Type, _ answer: (ControlAnswer) -> Void, _ work: (Arguments) -> Void
  ) {
    do throws(ControlError) { work(try request.arguments(type)) } catch { answer(.failure(error)) }
  }
}

/// What is shown beside the unit: how the daemon is, and the worst of what is wrong. May be called from any thread; what it
/// says is said on a queue of its own.
final class StatusLine: Sendable {
  private struct State {
    var isReady = false
    var usual = ""
    var wrong: (what: String, count: Int)?
  }

  private let service: ServiceManager
  private let queue = DispatchQueue(label: "status.line", qos: .utility)
  private let state = Mutex(State())

  private static let maximumCharacters = 300

  init(_ service: ServiceManager) { self.service = service }

  /// The start or a reload is done.
  func ready(_ usual: String) {
    let text = state.withLock { state in
      (state.isReady, state.usual) = (true, usual)
      return Self.text(state)
    }
    service.ready(text)
  }

  func isWrong(_ worst: Condition?, count: Int) {
    state.withLock { $0.wrong = worst.map { ($0.what, count) } }
    queue.async { [self] in
      let text = state.withLock { $0.isReady ? Self.text($0) : nil }
      if let text { service.status(text) }
    }
  }

  private static func text(_ state: State) -> String {
    guard let wrong = state.wrong else { return state.usual }
    let more = wrong.count > 1 ? " (and \(wrong.count - 1) more)" : ""
    return "\(state.usual); wrong: \(String(wrong.what.safeToShow.prefix(maximumCharacters)))\(more)"
  }
}
