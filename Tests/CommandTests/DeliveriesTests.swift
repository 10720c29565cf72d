import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import TestServer
import TestSupport
import Testing

/// `route`, `deliveries`, `redeliver` and `endpoint`, with a real daemon and a receiver that misbehaves.
@Suite(.blocking, .timeLimit(.minutes(5))) struct DeliveriesTests {
  private struct Line: Decodable {
    let alert: String
    let endpoint: String
    let state: String
    let attempts: Int
    let lastError: String?
  }

  private func deliveries(_ folder: WorkFolder, _ arguments: [String] = []) throws -> [Line] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try Outcome(["deliveries", "--json"] + arguments, in: folder).output.map {
      try decoder.decode(Line.self, from: Data($0.utf8))
    }
  }

  private func settings(_ server: TestServer, _ more: String = "") -> String {
    """
    endpoints:
      desk:
        type: webhook
        url: \(server.url)
        \(more)
    retry: {first: 100ms, give_up: 1m}
    """
  }

  @Test func whatFailedIsListedAndArrivesWhenItIsAskedForAgain() throws {
    try withWorkFolder { folder in
      let server = try TestServer([.status(500)])
      defer { server.close() }
      try folder.writeRules(appleRule)
      try folder.writeSettings(settings(server))
      let daemon = try DaemonProcess(arguments: ["run"], folder: folder)
      try daemon.message(containing: "watching")
      try folder.move(appleArticle, to: "a.txt")
      try waitUntil { try deliveries(folder, ["--failed"]).first?.attempts ?? 0 >= 2 }
      let failed = try #require(try deliveries(folder, ["--failed"]).first)
      #expect(failed.endpoint == "desk" && failed.state == "pending")
      #expect(failed.lastError?.contains("500") == true)
      let text = try Outcome(["deliveries", "--failed"], in: folder)
      #expect(text.status == 0 && text.output.count == 1)
      #expect(text.output[0].contains("desk: not delivered after"))

      server.setAnswers([.status(200)])
      try waitUntil { try deliveries(folder, ["--endpoint", "desk"]).first?.state == "delivered" }
      #expect(try deliveries(folder, ["--failed"]).isEmpty)
      #expect(try deliveries(folder, ["--limit", "1"]).count == 1)
      let told = server.requests.count
      let again = try Outcome(["redeliver", failed.alert, "--endpoint", "desk"], in: folder)
      #expect(again.status == 0 && again.output == ["1 delivery is due again"])
      try waitUntil { server.requests.count == told + 1 }
      try waitUntil { try deliveries(folder, ["--endpoint", "desk"]).first?.state == "delivered" }
      let none = try Outcome(["redeliver", "--endpoint", "desk", "--failed"], in: folder)
      #expect(none.status == 1 && none.output == ["0 deliveries are due again"])
      let all = try Outcome(["redeliver", "--endpoint", "desk", "--since", "1h"], in: folder)
      #expect(all.status == 0)
      try waitUntil { server.requests.count == told + 2 }
      #expect(Set(server.requests.map { $0.headers["webhook-id"] }) == [failed.alert])
      let on = try Outcome(["endpoint", "on", "desk"], in: folder)
      #expect(on.status == 0 && on.output.first?.hasPrefix("desk was not switched off") == true)
      #expect(try Outcome(["endpoint", "on", "nobody"], in: folder).status == 2)
      try daemon.stop()
      #expect(try Outcome(["redeliver", failed.alert], in: folder).status == 2, "no daemon")
    }
  }

  @Test(arguments: [["redeliver"], ["redeliver", "--endpoint", "desk"], ["redeliver", "00", "--since", "1h"]])
  func whatIsToBeDeliveredAgainHasToBeSaid(arguments: [String]) throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(arguments, in: folder)
      #expect(outcome.status == 2)
    }
  }

  @Test func routeSaysWhoIsToldAndTheDaemonDoesSo() throws {
    try withWorkFolder { folder in
      let server = try TestServer([.status(200)])
      defer { server.close() }
      try folder.writeRules(appleRule)
      try folder.writeSettings(settings(server, "only: {sources: [agency]}"))
      let route = try Outcome(["route", "apple"], in: folder)
      #expect(route.status == 0)
      #expect(
        route.output == [
          "stdout  told      it takes all", "log     told      it takes all", "desk    depends   only: sources agency",
        ])
      try folder.move(appleArticle, to: "other/a.txt")
      try folder.move(appleArticle + "Another.\n", to: "agency/b.txt")
      let daemon = try DaemonProcess(arguments: ["run", "--once"], folder: folder)
      let status = try daemon.end()
      #expect(status == 0)
      let lines = try deliveries(folder)
      let (desk, log) = (lines.filter { $0.endpoint == "desk" }, lines.filter { $0.endpoint == "log" })
      #expect(log.count == 2 && desk.count == 1)
      let told = try #require(desk.first?.alert)
      let why = try Outcome(["route", told, "--json"], in: folder)
      #expect(why.output.last == #"{"because":"sources agency","endpoint":"desk","verdict":"told"}"#)
      let other = try #require(log.first { $0.alert != told }?.alert)
      #expect(try Outcome(["route", other], in: folder).output.last?.hasPrefix("desk    not told") == true)
      #expect(try Outcome(["route", "nope"], in: folder).status == 2)
    }
  }
}
