import Glibc
import Messages
import Synchronization

/// Writes each alert into a folder, as a file of its own: whole and on disk before it counts as delivered.
///
/// An alert whose file is there already counts as delivered, so that a repetition changes nothing.
package final class FilesEndpoint: Endpoint {
  package let name: String
  package let batchLimit = 64
  private let folder: String
  private let calls: SystemCalls
  private let trace: DeliveryTrace?
  private let isStopped = Atomic(false)

  /// No further file is begun after so much time with one batch.
  private static let batchTime: Duration = .seconds(30)

  package convenience init(name: String, folder: String, trace: DeliveryTrace? = nil) {
    self.init(name: name, folder: folder, calls: .kernel, trace: trace)
  }

  init(name: String, folder: String, calls: SystemCalls, trace: DeliveryTrace? = nil) {
    self.trace = trace
    self.name = name
    self.folder = folder
    self.calls = calls
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    if isStopped.load(ordering: .acquiring) || batch.isEmpty { return [] }
    do throws(SystemError) {
      // Opened each time: it may have been mounted or replaced meanwhile.
      let folder = try AlertFolder(path: folder, writer: name, calls: calls)
      let outcomes = deliver(batch, to: folder)
      if outcomes.contains(.delivered) { try folder.synchronize() }
      return outcomes
    } catch {
      return [.failed(reason: error.message + Self.advice(on: error.number))]
    }
  }

  /// A write to disk cannot be cut off, but is short.
  package func stop() { isStopped.store(true, ordering: .releasing) }

  private func deliver(_ batch: [PendingDelivery], to folder: borrowing AlertFolder) -> [DeliveryOutcome] {
    let deadline = ContinuousClock.now + Self.batchTime
    var outcomes: [DeliveryOutcome] = []
    for delivery in batch where outcomes.isEmpty || ContinuousClock.now < deadline {
      if isStopped.load(ordering: .acquiring) { break }
      let outcome = deliver(delivery, to: folder)
      outcomes.append(outcome)
      if outcome != .delivered { break }
    }
    return outcomes
  }

  private func deliver(_ delivery: PendingDelivery, to folder: borrowing AlertFolder) -> DeliveryOutcome {
    let time = LogFields(alertID: delivery.alertID, json: delivery.json).time
    guard let name = AlertFileName.name(alertID: delivery.alertID, time: time) else {
      return .refused(reason: "the alert's id cannot stand in the name of a file")
    }
    do throws(SystemError) {
      trace?.note("the file \(self.folder)/\(name)")
      if try !folder.has(name) {
        try folder.write(delivery.jsonLine, as: name)
        trace?.sent(delivery.jsonLine)
      }
      return .delivered
    } catch {
      return .failed(reason: error.message + Self.advice(on: error.number))
    }
  }

  private static func advice(on number: Int32) -> String {
    switch number {
    case ENOENT: "; make the folder, and let the daemon's user write to it"
    case ENOTDIR: "; name a folder in the settings"
    case EACCES, EPERM: "; let the daemon's user read and write the folder"
    case EROFS: "; the daemon's service may have to be given the folder with ReadWritePaths="
    case ENOSPC, EDQUOT: "; make room"
    case EEXIST: "; move that away"
    case EBUSY: "; remove the files .watchword-*.part in it that nobody writes"
    default: ""
    }
  }
}
