import Dispatch
import Glibc
import Synchronization

/// TERM, INT and HUP as Dispatch sources on one queue; PIPE ignored.
///
/// A nonisolated type and not top-level code: there, handlers would belong to the main actor and trap.
package final class SignalHandling: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>

  /// - Parameters:
  ///   - onStop: called on `queue` for TERM and INT, each time.
  ///   - onReload: called on `queue` for HUP.
  package init(queue: DispatchQueue, onStop: @escaping @Sendable () -> Void, onReload: @escaping @Sendable () -> Void) {
    signal(SIGPIPE, SIG_IGN)
    let handlers: [(Int32, @Sendable () -> Void)] = [(SIGTERM, onStop), (SIGINT, onStop), (SIGHUP, onReload)]
    let sources = handlers.map { number, handler in
      // Ignored for the process; the source sees it all the same.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler(handler: handler)
      source.activate()
      return source
    }
    self.sources = Mutex(sources)
  }

  package func cancel() {
    sources.withLock { sources in
      for source in sources { source.cancel() }
      sources = []
    }
  }
}
