import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import TestServer
import Testing

/// A receiver that fails in every way before it takes an alert.
@Suite(.blocking, .serialized, .timeLimit(.minutes(10))) struct WebhookProcessTests {
  private let settings = """
    retry:
      first: 100ms
      longest: 200ms
    endpoints:
      desk:
        type: webhook
        url:
          env: DESK_URL
        timeout: 1s
    """

  @Test func everyAlertArrivesWithItsIDThoughTheReceiverFailsAndTheDaemonRestarts() async throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    let server = try TestServer([.status(500), .neverAnswer, .status(500)])
    defer { server.close() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings(settings)
    let environment = ["DESK_URL": server.url]

    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder, environment: environment)
    try daemon.message(containing: "watching")
    for number in 0..<5 { try folder.move("Fruit \(number)\n\nAn apple.\n", to: "fruit-\(number).txt") }
    let told = Set(try daemon.outputLines(5).map(alertID))
    for _ in 0..<4 { await server.nextRequest() }
    let status = try daemon.stop()
    #expect(status == 0)
    let accepted = server.requests.filter(\.answer.isSuccess)
    #expect(accepted.isEmpty)

    server.setAnswers([.status(200)])
    let again = try DaemonProcess(
      arguments: ["run", "--format", "json"], folder: folder, environment: environment)
    while Set(server.requests.filter(\.answer.isSuccess).compactMap { $0.headers["webhook-id"] }) != told {
      await server.nextRequest()
    }
    let secondStatus = try again.stop()
    #expect(secondStatus == 0)
    #expect(told.count == 5)
    for request in server.requests {
      let id = try alertID(request.body)
      #expect(request.headers["webhook-id"] == id)
      #expect(told.contains(id))
    }
    let survey = try StateSurvey(folder)
    #expect(survey.pendingDeliveries == 0)
    let repeated = again.remainingOutput()
    #expect(repeated == [], "what stdout had before the restart does not come again")
  }

  private func alertID(_ line: String) throws -> String {
    let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    return try #require(object["id"] as? String)
  }
}
