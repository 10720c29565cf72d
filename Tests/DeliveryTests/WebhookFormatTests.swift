import Messages
import TestServer
import Testing

@testable import Delivery

/// What a webhook sends in formats other than that of stored alerts.
@Suite(.timeLimit(.minutes(5))) struct WebhookFormatTests {
  private func alert(_ id: String, article: String = "00", title: String = "Talks") -> PendingDelivery {
    let json = """
      {"article":{"file":"a.txt","hash":"\(article)","title":"\(title)"},"id":"\(id)","kind":"new","parts":[],\
      "rule":{"id":"r-\(id)","severity":"high","title":"Rule \(id)","version":"1"},\
      "story":{"copies":1,"first_seen":"2026-11-23T02:05:25.267Z","id":"s"},"time":"2026-11-23T02:05:25.267Z"}
      """
    return PendingDelivery(sequence: 1, alertID: id, endpoint: "e", attempts: 0, storyID: article, json: json)
  }

  private func requests(
    _ format: PayloadFormat, _ batch: [PendingDelivery], _ outcomes: [DeliveryOutcome]
  ) async throws -> [ServerRequest] {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    let endpoint = WebhookEndpoint(
      name: "e", configuration: try WebhookConfiguration(url: server.url, format: format, version: "1.2.3"))
    #expect(await offThread { endpoint.deliver(batch) } == outcomes)
    return server.requests
  }

  @Test func peopleAreToldOfAnArticleAtOnce() async throws {
    let requests = try await requests(
      .slack, [alert("a"), alert("b"), alert("c", article: "11", title: "Other talks")],
      [.delivered, .delivered, .delivered])
    #expect(requests.count == 2)
    #expect(requests.map { $0.headers["webhook-id"] } == ["a", "c"])
    #expect(requests[0].headers["content-type"] == "application/json")
    #expect(requests[0].body.contains("Rule a") && requests[0].body.contains("Rule b"))
    #expect(requests[1].body.contains("HIGH: Other talks"))
  }

  @Test func attributesOfEventsAreHeaders() async throws {
    let requests = try await requests(.cloudEventsBinary, [alert("a"), alert("b")], [.delivered, .delivered])
    #expect(requests.map { $0.headers["ce-id"] } == ["a", "b"])
    #expect(requests[0].headers["ce-source"] == "/watchword/rules/r-a")
    #expect(requests[0].headers["content-type"] == "application/json")
    #expect(requests[0].body == alert("a").json)
  }

  @Test func structuredEventsHaveTheirContentType() async throws {
    let requests = try await requests(.cloudEvents, [alert("a")], [.delivered])
    #expect(requests[0].headers["content-type"] == "application/cloudevents+json")
  }

  /// What can never be sent is refused, and waits for nothing.
  @Test func whatCannotBeLaidOutIsRefused() async throws {
    let broken = PendingDelivery(
      sequence: 1, alertID: "a", endpoint: "e", attempts: 0, storyID: "s", json: "{\"id\":\"a\"}")
    let server = try TestServer([.status(200)])
    defer { server.close() }
    let endpoint = WebhookEndpoint(
      name: "e", configuration: try WebhookConfiguration(url: server.url, format: .discord, version: "1.2.3"))
    let outcomes = await offThread { endpoint.deliver([broken]) }
    guard case .refused(let reason)? = outcomes.first else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(reason.contains("cannot be read"))
    #expect(server.requests.isEmpty)
  }
}
