import AlertStore
import Control

/// What commands change of deliveries. Any thread.
struct DeliveryCommands: Sendable {
  let store: AlertStore
  let delivery: DeliverySwitch

  /// In steps, between which files are recorded.
  func redeliver(_ request: RedeliverRequest, _ answer: @escaping @Sendable (ControlAnswer) -> Void) {
    guard request.alert != nil || request.endpoint != nil else {
      return answer(.failure(ControlError(.badRequest, "Either an alert or an endpoint has to be named.")))
    }
    let selection = DeliverySelection(
      alertID: request.alert, endpoint: request.endpoint, since: request.since ?? 0, onlyDead: request.onlyFailed,
      endedBefore: WallClock.milliseconds() + 1)
    step(selection, done: 0, answer)
  }

  private func step(
    _ selection: DeliverySelection, done: Int, _ answer: @escaping @Sendable (ControlAnswer) -> Void
  ) {
    store.submit(.redeliver(selection)) { result in
      switch result {
      case .success(.recorded(let count)) where count == DeliverySelection.maximumCount:
        step(selection, done: done + count, answer)
      case .success(let receipt):
        delivery.wake()
        let count = if case .recorded(let count) = receipt { count } else { 0 }
        answer(.result(RedeliverReport(deliveries: done + count)))
      case .failure(let error): answer(.failure(ControlError(.failed, error.message)))
      }
    }
  }

  func switchOn(_ request: EndpointRequest, _ answer: @escaping @Sendable (ControlAnswer) -> Void) {
    let name = request.endpoint
    guard delivery.has(name) else {
      return answer(
        .failure(ControlError(.failed, "No endpoint that is told has the name \(name); watchword status shows them.")))
    }
    store.submit(.switchedOn(endpoint: name)) { result in
      do {
        let wasOff = if case .recorded(let count) = try result.get() { count > 0 } else { false }
        delivery.switchOn(name)
        answer(
          .result(EndpointReport(endpoint: name, wasOff: wasOff, pending: try store.pendingDeliveries()[name] ?? 0)))
      } catch {
        answer(.failure(ControlError(.failed, (error as? AlertStoreError)?.message ?? "\(error)")))
      }
    }
  }
}
