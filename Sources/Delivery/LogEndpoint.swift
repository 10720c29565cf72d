import Synchronization

/// Appends alerts to a file, one JSON object a line, each batch on disk before it counts as delivered.
///
/// No line is ever torn in the middle of the file: a write that does not fit is taken back, and what a crash left
/// behind gets a line end. When the log is opened first, ids in its last part are remembered and not written again. The
/// file is opened anew after `reopen()` and when its path leads elsewhere, and made (0600) where it is missing; its
/// folder is not.
package final class LogEndpoint: Endpoint {
  package let name: String
  package let batchLimit = 256
  private let log: Mutex<LogFile>
  private let isStopped = Atomic(false)

  /// - Parameter tailBytes: How much of the end is searched for ids.
  package convenience init(name: String = "log", path: String, tailBytes: Int = 1 << 20) {
    self.init(name: name, path: path, tailBytes: tailBytes, calls: .kernel)
  }

  init(name: String, path: String, tailBytes: Int, calls: SystemCalls) {
    self.name = name
    log = Mutex(LogFile(path: path, tailBytes: tailBytes, calls: calls))
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    if isStopped.load(ordering: .acquiring) { return [] }
    return log.withLock { log in
      do throws(SystemError) {
        try log.append(batch)
        return [DeliveryOutcome](repeating: .delivered, count: batch.count)
      } catch {
        return [.failed(reason: error.message)]
      }
    }
  }

  package func reopen() { log.withLock { $0.close() } }

  /// A write to disk cannot be cut off, but is short.
  package func stop() { isStopped.store(true, ordering: .releasing) }
}
