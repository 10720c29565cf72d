import TestServer
import TestSupport

/// Where alerts are told in a series: three webhooks.
struct Receivers: Sendable {
  struct Receiver: Sendable {
    var name: String
    var server: TestServer
  }

  let well: Receiver
  /// Its port is held, and refuses everybody until `open`.
  let down: Receiver
  let flapping: Receiver

  init(seed: UInt64) throws {
    var random = SplitMix64(seed: seed ^ 0xF1A9)
    well = Receiver(name: "well", server: try TestServer([.status(200)]))
    down = Receiver(name: "down", server: try TestServer([.status(200)], isDown: true))
    let answers = (0..<20_000).map { _ in Self.answer(&random) } + [.status(200)]
    flapping = Receiver(name: "flapping", server: try TestServer(answers))
  }

  var all: [Receiver] { [well, down, flapping] }

  func open() throws { try down.server.open() }

  func close() { for receiver in all { receiver.server.close() } }

  private static func answer(_ random: inout SplitMix64) -> ServerAnswer {
    switch random.below(100) {
    case 0..<60: .status(200)
    case 60..<75: .status(500)
    case 75..<85: .reset(after: "")
    case 85..<92: .closeWithoutAnswer
    // It took the alert and says so, and the connection ends.
    case 92..<98: .statusThenClose(200)
    default: .answer(429, headers: ["Retry-After: 1"])
    }
  }
}

extension Receivers.Receiver {
  /// What it said that it took, in the order in which it came, repeats included.
  var taken: [(id: String, arrived: Int64)] {
    server.requests.filter(\.isTaken).map { ($0.headers["webhook-id"] ?? "", $0.arrived) }
  }
}

extension ServerRequest {
  fileprivate var isTaken: Bool {
    if case .statusThenClose(200...299) = answer { return true }
    return answer.isSuccess
  }
}
