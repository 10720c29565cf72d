import Messages
import TestServer

@testable import Delivery

/// A chat service. What the tests of all endpoints send is no whole alert, so each is put into one, as its headline; the pace that
/// a service asks for is not kept.
final class ChatDestination: Destination {
  private let chat: WholeAlertsEndpoint
  private let server: TestServer

  init(_ format: PayloadFormat) throws {
    server = try TestServer([.status(200)])
    chat = WholeAlertsEndpoint(
      WebhookEndpoint(
        name: "e", configuration: try WebhookConfiguration(url: server.url, format: format, version: "1.2.3")))
  }

  deinit { server.close() }

  var endpoint: any Endpoint { chat }

  func arrived() -> [String] {
    server.requests.filter(\.answer.isSuccess).map { chat.json(of: $0.headers["webhook-id"] ?? "") }
  }

  func breakDown() { server.setAnswers([.status(500)]) }
  func repair() { server.setAnswers([.status(200)]) }
}
