import Messages
import TestServer

@testable import Delivery

/// A webhook with a format that makes something else of an alert, as for chat services. What the tests of all endpoints send is no
/// whole alert, so each is put into one, as its headline, and recognised by its id in header and body; the pace that a service asks for is
/// not kept.
final class MessageDestination: Destination {
  private let whole: WholeAlertsEndpoint
  private let server: TestServer

  init(_ format: PayloadFormat) throws {
    server = try TestServer([.status(200)])
    whole = WholeAlertsEndpoint(
      WebhookEndpoint(
        name: "e", configuration: try WebhookConfiguration(url: server.url, format: format, version: "1.2.3")))
  }

  deinit { server.close() }

  var endpoint: any Endpoint { whole }

  func arrived() -> [String] {
    server.requests.filter(\.answer.isSuccess).map { request in
      let id = request.headers["webhook-id"] ?? "?"
      return request.body.contains(id) ? whole.json(of: id) : "no \(id) in \(request.body.prefix(200))"
    }
  }

  func breakDown() { server.setAnswers([.status(500)]) }
  func repair() { server.setAnswers([.status(200)]) }
}
