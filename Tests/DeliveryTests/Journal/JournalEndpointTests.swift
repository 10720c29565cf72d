import Dispatch
import Glibc
import Synchronization
import TestServer
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct JournalEndpointTests {
  private func fields(_ delivery: PendingDelivery) -> [String: String] {
    journalFields(JournalEntry.fields(of: delivery))
  }

  @Test func fieldsTellWhatTheAlertTells() {
    let json = storedAlert("a1", kind: "correction", severity: "critical")
    #expect(
      fields(delivery("a1", json: json)) == [
        "MESSAGE": "CRITICAL CORRECTION: Cooperation: Chiefs meet", "MESSAGE_ID": "67b06217289b4ee4938995948be93a4c",
        "PRIORITY": "2", "SYSLOG_IDENTIFIER": "watchword", "WATCHWORD_ALERT": "a1", "WATCHWORD_KIND": "correction",
        "WATCHWORD_RULE": "uz-cooperation", "WATCHWORD_SEVERITY": "critical",
        "WATCHWORD_ARTICLE": String(repeating: "ab", count: 32), "WATCHWORD_FILE": "uza/1.txt",
        "WATCHWORD_SOURCE": "UzA", "WATCHWORD_STORY": "s1", "WATCHWORD_URL": "https://example.org/1",
        "WATCHWORD_JSON": json,
      ])
  }

  @Test(arguments: zip(["critical", "high", "medium", "low", "info"], ["2", "3", "4", "5", "6"]))
  func severityIsThePriority(severity: String, priority: String) {
    #expect(fields(delivery("a", json: storedAlert("a", severity: severity)))["PRIORITY"] == priority)
  }

  @Test func whatIsNotKnownIsLeftOut() {
    let told = fields(delivery("a", json: storedAlert("a", title: nil, source: nil, url: nil)))
    #expect(told["WATCHWORD_SOURCE"] == nil && told["WATCHWORD_URL"] == nil)
    #expect(told["MESSAGE"] == "HIGH: Cooperation: uza/1.txt")
  }

  @Test func articlesCannotAddFieldsOrLines() {
    let hostile = "x\nPRIORITY=0\nWATCHWORD_ALERT=z\u{1B}[2J\u{202E}\u{0}"
    for field in JournalEntry.fields(
      of: delivery("a\nb", json: storedAlert("a", title: hostile, source: hostile, url: hostile)))
    {
      let text = String(decoding: field, as: UTF8.self)
      #expect(text.unicodeScalars.allSatisfy { !$0.properties.isBidiControl && $0.value >= 0x20 }, "\(text)")
    }
  }

  @Test func longAlertIsToldWithoutItsJSON() {
    func told(_ bytes: Int) -> [String: String] {
      fields(delivery("a", json: storedAlert("a", title: String(repeating: "x", count: bytes))))
    }
    #expect(told(40_000)["WATCHWORD_JSON"] != nil)
    #expect(told(50_000)["WATCHWORD_JSON"] == nil)
    #expect(told(50_000)["WATCHWORD_RULE"] == "uz-cooperation")
  }

  @Test func alertThatCannotBeReadIsToldAllTheSame() {
    #expect(
      fields(delivery("a", json: #"{"id":"a","new":1}"#)) == [
        "MESSAGE": "alert a, which this version of the program cannot read",
        "MESSAGE_ID": "67b06217289b4ee4938995948be93a4c", "PRIORITY": "5", "SYSLOG_IDENTIFIER": "watchword",
        "WATCHWORD_ALERT": "a", "WATCHWORD_JSON": #"{"id":"a","new":1}"#,
      ])
  }

  @Test func missingJournalSaysWhatToDo() {
    let journal = MemoryJournal()
    journal.breakDown()
    let endpoint = JournalEndpoint(name: "e", calls: journal.calls, patience: .seconds(30))
    #expect(
      endpoint.deliver([delivery("a")]) == [
        .failed(
          reason:
            "cannot reach the journal: No such file or directory; start systemd-journald, or take another type of "
            + "endpoint where there is no systemd")
      ])
  }

  @Test func whatVanishesWhileTheJournalGoesIsNoDelivery() {
    let journal = MemoryJournal()
    var calls = journal.calls
    calls.send = { _ in
      journal.breakDown()
      return 0
    }
    let endpoint = JournalEndpoint(name: "e", calls: calls, patience: .seconds(30))
    #expect(endpoint.deliver(deliveries(["a", "b"])).first?.reason?.hasPrefix("cannot reach the journal") == true)
  }

  @Test func whatWasToldBeforeAFailureCounts() {
    let count = Atomic(0)
    var calls = MemoryJournal().calls
    calls.send = { _ in count.add(1, ordering: .relaxed).newValue > 2 ? -E2BIG : 0 }
    let endpoint = JournalEndpoint(name: "e", calls: calls, patience: .seconds(30))
    #expect(
      endpoint.deliver(deliveries(alertIDs(5)))
        == [.delivered, .delivered, .failed(reason: "cannot write to the journal: Argument list too long")])
  }

  @Test func stopEndsAWaitForAJournalThatTakesNothing() async {
    let (endpoint, waits) = fullJournal(patience: .seconds(600))
    async let outcomes = offThread { endpoint.deliver([delivery("a")]) }
    await offThread { waits.wait() }
    endpoint.stop()
    #expect(await outcomes.isEmpty)
  }

  @Test func journalThatTakesNothingIsAFailure() async {
    let (endpoint, _) = fullJournal(patience: .milliseconds(1))
    #expect(
      await offThread { endpoint.deliver([delivery("a")]) } == [
        .failed(
          reason: "cannot write to the journal, because it takes nothing: Connection timed out; see what is wrong with "
            + "systemd-journald")
      ])
  }

  private func fullJournal(patience: Duration) -> (endpoint: JournalEndpoint, connected: DispatchSemaphore) {
    var calls = MemoryJournal().calls
    let connected = DispatchSemaphore(value: 0)
    let pipe = Pipe()
    _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK)
    while SystemCalls.kernel.write(pipe.writer, [0].span) > 0 {}
    calls.connect = {
      connected.signal()
      // The pipe lives as long as this closure, and is full.
      return withExtendedLifetime(pipe) { fcntl(pipe.writer, F_DUPFD_CLOEXEC, 3) }
    }
    return (JournalEndpoint(name: "e", calls: calls, patience: patience), connected)
  }
}
