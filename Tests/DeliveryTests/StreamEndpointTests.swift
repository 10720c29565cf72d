import Glibc
import Synchronization
import TestServer
import TestSupport
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct StreamEndpointTests {
  private func endpoint(
    _ pipe: Pipe, format: StreamEndpoint.Format = .json, patience: Duration = .seconds(30),
    calls: SystemCalls = .kernel
  ) -> StreamEndpoint {
    StreamEndpoint(
      name: "e", output: StreamOutput(descriptor: pipe.writer, patience: patience, calls: calls), format: format)
  }

  @Test func batchThatFitsIsOneWrite() {
    let pipe = Pipe()
    let writes = Mutex<[Int]>([])
    var calls = SystemCalls.kernel
    calls.write = { descriptor, bytes in
      writes.withLock { $0.append(bytes.count) }
      return SystemCalls.kernel.write(descriptor, bytes)
    }
    let batch = deliveries(alertIDs(20))
    let outcomes = endpoint(pipe, calls: calls).deliver(batch)
    #expect(outcomes.count == 20)
    #expect(writes.withLock { $0 } == [batch.reduce(0) { $0 + $1.json.utf8.count + 1 }])
  }

  @Test func textIsWhatTheCallerMakesOfTheAlert() {
    let pipe = Pipe()
    let endpoint = endpoint(pipe, format: .text { "\($0.count) alerts of \($0[0].utf8.count) bytes\n  second line" })
    #expect(endpoint.deliver([delivery("a", json: "{}"), delivery("b", sequence: 2, json: "{ }")]).count == 2)
    #expect(pipe.read() == "1 alerts of 2 bytes\n  second line\n1 alerts of 3 bytes\n  second line\n")
  }

  /// Text is for people: what several rules say of a story is one piece, which is there wholly or not at all.
  @Test func alertsOfAStoryAreOneText() {
    let pipe = Pipe()
    let text = endpoint(pipe, format: .text { "\($0.count) alerts" })
    let batch = [
      delivery("a", sequence: 1, story: "s"), delivery("b", sequence: 2, story: "s"), delivery("c", sequence: 3),
    ]
    #expect(text.tellsStories && !endpoint(pipe).tellsStories)
    #expect(text.deliver(batch) == [.delivered, .delivered, .delivered])
    #expect(pipe.read() == "2 alerts\n1 alerts\n")
    let closed = Pipe()
    closed.closeReader()
    let failed = endpoint(closed, format: .text { "\($0.count) alerts" }).deliver(batch)
    #expect(failed == Array(repeating: .failed(reason: "cannot write to the output: Broken pipe"), count: 2))
  }

  @Test func jsonWithLineEndsStaysOneLine() {
    let pipe = Pipe()
    #expect(endpoint(pipe).deliver([delivery("a", json: "{\n\"id\":\r\n\"a\"}")]) == [.delivered])
    #expect(pipe.read() == "{ \"id\":  \"a\"}\n")
  }

  @Test func closedPipeIsAFailureWithAReason() {
    let pipe = Pipe()
    pipe.closeReader()
    #expect(
      endpoint(pipe).deliver(deliveries(["a", "b"])) == [.failed(reason: "cannot write to the output: Broken pipe")])
  }

  @Test func readerThatTakesNothingIsAFailureAfterThePatience() {
    let pipe = Pipe()
    let endpoint = endpoint(pipe, patience: .milliseconds(50))
    let long = delivery("long", json: String(repeating: "x", count: 1 << 20))
    let outcomes = endpoint.deliver([delivery("a"), long, delivery("b")])
    #expect(outcomes.count == 2)
    #expect(outcomes.first == .delivered)
    guard case .failed(let reason, _)? = outcomes.last else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(reason.hasPrefix("cannot write to the output, because its reader takes nothing"))
  }

  @Test func messageThatWasCutOffIsFinishedBeforeTheNext() {
    let pipe = Pipe()
    let endpoint = endpoint(pipe, patience: .milliseconds(50))
    let long = delivery("long", sequence: 2, json: #"{"id":"long","x":"\#(String(repeating: "x", count: 100_000))"}"#)
    #expect(endpoint.deliver([delivery("a"), long]).count == 2)
    var output = pipe.read()
    #expect(endpoint.deliver([delivery("b", sequence: 3)]) == [.delivered])
    output += pipe.read()
    #expect(lines(output) == [alertJSON("a"), long.json, alertJSON("b")])
  }

  /// The reader has the line once, though the alert that it tells has failed for a while.
  @Test func messageThatWasCutOffAndFinishedIsNotWrittenAgain() {
    let pipe = Pipe()
    let endpoint = endpoint(pipe, patience: .milliseconds(50))
    let long = delivery("long", sequence: 2, json: #"{"id":"long","x":"\#(String(repeating: "x", count: 100_000))"}"#)
    #expect(endpoint.deliver([delivery("a"), long]).count == 2)
    // Still nobody reads.
    let tried = delivery("long", sequence: 2, attempts: 1, json: long.json)
    let again = endpoint.deliver([tried, delivery("b", sequence: 3)])
    guard again.count == 1, case .failed = again[0] else { return #expect(Bool(false), "\(again)") }
    var output = pipe.read()
    #expect(
      endpoint.deliver([delivery("c", sequence: 4), tried, delivery("b", sequence: 3)])
        == Array(repeating: .delivered, count: 3))
    output += pipe.read()
    #expect(lines(output) == [alertJSON("a"), long.json, alertJSON("c"), alertJSON("b")])
    // Whoever wants it again later gets it.
    #expect(endpoint.deliver([delivery("long", sequence: 2)]) == [.delivered])
    #expect(pipe.read() == alertJSON("long") + "\n")
  }

  /// After a reload the next endpoint goes on where the one before was cut off.
  @Test func messageThatWasCutOffIsFinishedByTheNextEndpoint() {
    let pipe = Pipe()
    let output = StreamOutput(descriptor: pipe.writer, patience: .milliseconds(50))
    let long = delivery("long", json: #"{"id":"long","x":"\#(String(repeating: "x", count: 100_000))"}"#)
    #expect(StreamEndpoint(output: output, format: .json).deliver([long]).count == 1)
    var text = pipe.read()
    let tried = delivery("long", attempts: 1, json: long.json)
    let outcomes = StreamEndpoint(output: output, format: .json).deliver([tried, delivery("b", sequence: 2)])
    #expect(outcomes == [.delivered, .delivered])
    text += pipe.read()
    #expect(lines(text) == [long.json, alertJSON("b")])
  }

  /// Given up, and then told again by hand.
  @Test func messageThatIsRedeliveredIsWrittenThoughItWasFinished() {
    let pipe = Pipe()
    let endpoint = endpoint(pipe, patience: .milliseconds(50))
    let long = delivery("long", json: #"{"id":"long","x":"\#(String(repeating: "x", count: 100_000))"}"#)
    #expect(endpoint.deliver([long]).count == 1)
    var text = pipe.read()
    #expect(endpoint.deliver([delivery("b", sequence: 2)]) == [.delivered])
    text += pipe.read()
    #expect(endpoint.deliver([delivery("again")]) == [.delivered])
    text += pipe.read()
    #expect(lines(text) == [long.json, alertJSON("b"), alertJSON("again")])
  }

  /// Of a story that has grown meanwhile, only what is new is written.
  @Test func textThatWasCutOffIsNotWrittenAgainWithMore() {
    let pipe = Pipe()
    let endpoint = endpoint(pipe, format: .text { $0.joined(separator: "+") }, patience: .milliseconds(50))
    let first = delivery("a", sequence: 1, story: "s", json: "one" + String(repeating: ".", count: 100_000))
    let second = delivery("b", sequence: 2, story: "s", json: "two")
    #expect(endpoint.deliver([first]).count == 1)
    var output = pipe.read()
    let tried = delivery("a", sequence: 1, attempts: 1, story: "s", json: first.json)
    #expect(endpoint.deliver([tried, second]) == [.delivered, .delivered])
    output += pipe.read()
    #expect(lines(output).map { $0.replacing(".", with: "") } == ["one", "two"])
  }

  @Test func slowReaderGetsEverythingInOrder() async {
    let pipe = Pipe()
    let endpoint = endpoint(pipe)
    let batch = deliveries(alertIDs(3000))
    async let output = pipe.readAll()
    let outcomes = await offThread {
      let outcomes = endpoint.deliver(batch)
      close(pipe.writer)
      return outcomes
    }
    #expect(outcomes.count == 3000)
    #expect(lines(await output) == batch.map(\.json))
  }

  @Test(arguments: [EINTR, EAGAIN])
  func interruptedWriteGoesOn(_ number: Int32) {
    let pipe = Pipe()
    let calls = Mutex(0)
    var kernel = SystemCalls.kernel
    kernel.write = { descriptor, bytes in
      let call = calls.withLock { calls in
        calls += 1
        return calls
      }
      if call % 2 == 1 { return -Int(number) }
      return SystemCalls.kernel.write(descriptor, bytes.extracting(first: 7))
    }
    #expect(endpoint(pipe, calls: kernel).deliver(deliveries(["a", "b"])) == [.delivered, .delivered])
    #expect(lines(pipe.read()) == ["a", "b"].map(alertJSON))
  }

  @Test func fileAsOutputIsOnDiskBeforeItCounts() throws {
    let folder = try TemporaryFolder()
    let descriptor = open(folder("out"), O_CREAT | O_WRONLY, mode_t(0o600))
    defer { close(descriptor) }
    let fails = Atomic(true)
    var calls = SystemCalls.kernel
    calls.synchronize = { _ in fails.exchange(false, ordering: .relaxed) ? -EIO : 0 }
    let endpoint = StreamEndpoint(
      name: "e", output: StreamOutput(descriptor: descriptor, patience: .seconds(1), calls: calls), format: .json)
    #expect(
      endpoint.deliver([delivery("a")]) == [
        .failed(reason: "cannot bring the output to disk: Input/output error")
      ])
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
    #expect(lines(contents(folder("out"))) == [alertJSON("a"), alertJSON("a")])
  }

  @Test func closedDescriptorIsAFailure() {
    let endpoint = StreamEndpoint(
      name: "e", output: StreamOutput(descriptor: 1_000_000, patience: .milliseconds(10)), format: .json)
    let outcomes = endpoint.deliver([delivery("a")])
    #expect(outcomes == [.failed(reason: "cannot write to the output: Bad file descriptor")])
  }
}
