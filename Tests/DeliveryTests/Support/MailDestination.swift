import Foundation
import MailAddresses
import Messages
import Synchronization
import TestServer

@testable import Delivery

func mailConfiguration(
  _ server: SMTPTestServer, to: [String] = ["desk@example.org"], encryption: MailConfiguration.Encryption = .none,
  login: MailConfiguration.Login? = nil, timeout: Duration = .seconds(30)
) throws -> MailConfiguration {
  try MailConfiguration(
    server: MailServer(server.url), encryption: encryption, login: login,
    envelope: MailMessage.Envelope(
      from: try MailAddress("watchword@example.org"), to: try to.map { try MailAddress($0) }), timeout: timeout)
}

/// A whole alert, as people are told of it.
func wholeAlert(_ id: String, story: String = "s", title: String = "Talks in Tashkent", kind: String = "new") -> String
{
  let title = String(decoding: (try? JSONEncoder().encode(title)) ?? Data(), as: UTF8.self)
  return """
    {"article":{"file":"a.txt","hash":"00","title":\(title)},"id":"\(id)","kind":"\(kind)","parts":[],\
    "rule":{"id":"r","severity":"medium","title":"Rule","version":"1"},\
    "story":{"copies":1,"first_seen":"2026-11-23T02:05:25.267Z","id":"\(story)"},"time":"2026-11-23T02:05:25.267Z"}
    """
}

/// A mail server. What the tests of all endpoints send is no whole alert, so each is put into one, as its headline.
final class MailDestination: Destination {
  private let mail: WholeAlertsEndpoint
  private let server: SMTPTestServer

  init() throws {
    server = try SMTPTestServer()
    mail = WholeAlertsEndpoint(MailEndpoint(name: "e", configuration: try mailConfiguration(server)))
  }

  deinit { server.close() }

  var endpoint: any Endpoint { mail }

  func arrived() -> [String] {
    server.mails.map { mail in
      let id = mail.text.split(separator: "\r\n").first { $0.hasPrefix("X-Watchword-Alert: ") }?.dropFirst(19) ?? ""
      return self.mail.json(of: String(id))
    }
  }

  func breakDown() { server.setScript(SMTPScript(["MAIL": .say("451 try again")])) }
  func repair() { server.setScript(SMTPScript()) }
}

/// Gives each alert as the headline of a whole one, of a story of its own.
final class WholeAlertsEndpoint: Endpoint {
  private let endpoint: any Endpoint
  private let given = Mutex<[String: String]>([:])

  init(_ endpoint: any Endpoint) { self.endpoint = endpoint }

  var name: String { endpoint.name }
  var batchLimit: Int { endpoint.batchLimit }

  func json(of alertID: String) -> String { given.withLock { $0[alertID] ?? "" } }

  func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    endpoint.deliver(
      batch.map { delivery in
        given.withLock { $0[delivery.alertID] = delivery.json }
        return PendingDelivery(
          sequence: delivery.sequence, alertID: delivery.alertID, endpoint: delivery.endpoint,
          attempts: delivery.attempts, storyID: delivery.alertID,
          json: wholeAlert(delivery.alertID, title: delivery.json))
      })
  }

  func reopen() { endpoint.reopen() }
  func stop() { endpoint.stop() }
}
