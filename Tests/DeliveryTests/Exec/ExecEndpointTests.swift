import Foundation
import Glibc
import TestServer
import TestSupport
import Testing

@testable import Delivery

/// Programs of tests are given to the shell as text: a file that is written and run at once can be "busy" while another
/// test starts a process.
@Suite(.timeLimit(.minutes(5))) struct ExecEndpointTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func endpoint(
    _ script: String, environment: [ExecConfiguration.Variable] = [], timeout: Duration = .seconds(60)
  ) throws -> ExecEndpoint {
    precondition(sigpipeIsIgnored)
    let configuration = try ExecConfiguration(
      command: ["/bin/sh", "-c", script, "sh", folder.path], environment: environment, timeout: timeout)
    return ExecEndpoint(name: "e", configuration: configuration)
  }

  private func deliver(_ batch: [PendingDelivery], to endpoint: ExecEndpoint) async -> [DeliveryOutcome] {
    await offThread { endpoint.deliver(batch) }
  }

  private func outcome(of script: String, timeout: Duration = .seconds(60)) async throws -> DeliveryOutcome? {
    await deliver([delivery("a")], to: try endpoint(script, timeout: timeout)).first
  }

  /// Returns when a FIFO was opened for writing, and closed by all who had it.
  private func waitForWriter(of path: String) {
    let reader = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(reader) }
    var byte: UInt8 = 0
    while read(reader, &byte, 1) > 0 {}
  }

  // MARK: What it is given

  @Test func alertIsOneLineOnItsInput() async throws {
    let long = delivery("a", json: "{\n\"text\":\"\(String(repeating: "ў", count: 300_000))\"}")
    #expect(await deliver([long], to: try endpoint(#"cat >"$1/in""#)) == [.delivered])
    #expect(contents(folder("in")) == long.json.replacing("\n", with: " ") + "\n")
  }

  @Test func environmentIsOurOwnAndNothingOfTheDaemons() async throws {
    setenv("WATCHWORD_TEST_SECRET", "hunter2", 1)
    let endpoint = try endpoint(
      #"tr '\0' '\n' </proc/$$/environ >"$1/env""#,
      environment: [.init("DESK", "night desk"), .init("HOME", "/desk")])
    let alert = delivery("a1", json: storedAlert("a1", rule: "uz"))
    #expect(await deliver([alert], to: endpoint) == [.delivered])
    let variables = lines(contents(folder("env"))).sorted()
    #expect(
      variables.filter { !$0.hasPrefix("PATH=") && !$0.hasPrefix("LANG=") } == [
        "DESK=night desk", "HOME=/desk", "WATCHWORD_ALERT=a1", "WATCHWORD_KIND=new", "WATCHWORD_RULE=uz",
        "WATCHWORD_SEVERITY=high",
      ])
    #expect(variables.count == 8)
  }

  @Test func variablesOfAnAlertThatCannotBeReadAreLeftOut() async throws {
    let endpoint = try endpoint(#"test "$WATCHWORD_ALERT" = a && test -z "${WATCHWORD_RULE+x}""#)
    #expect(await deliver([delivery("a", json: "{}")], to: endpoint) == [.delivered])
  }

  @Test func noOtherDescriptorIsHandedOn() async throws {
    let leak = open("/dev/null", O_RDONLY)
    defer { close(leak) }
    // 3 is the folder that ls reads.
    #expect(
      try await outcome(of: "ls /proc/self/fd >&2; exit 1")
        == .failed(reason: "/bin/sh ended with exit status 1: 0 1 2 3"))
  }

  @Test func noSignalIsBlockedOrIgnored() async throws {
    let endpoint = try endpoint("grep -E '^Sig(Blk|Ign)' /proc/self/status >&2; pwd >&2; exit 1")
    let reason = await offThread {
      var signals = sigset_t()
      var before = sigset_t()
      sigfillset(&signals)
      pthread_sigmask(SIG_BLOCK, &signals, &before)
      defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
      return endpoint.deliver([delivery("a")]).first?.reason
    }
    let words = try #require(reason).split(separator: " ").map { String($0) }
    #expect(words.last == "/")
    let blocked = try #require(words.firstIndex(of: "SigBlk:").flatMap { UInt64(words[$0 + 1], radix: 16) })
    let ignored = try #require(words.firstIndex(of: "SigIgn:").flatMap { UInt64(words[$0 + 1], radix: 16) })
    #expect(blocked == 0)
    // 32 and 33 are the C library's own.
    #expect(ignored & ~(0b11 << 31) == 0)
  }

  // MARK: What its end says

  @Test(arguments: [1, 2, 69, 74, 75, 126, 127, 255])
  func otherStatusesAreFailures(status: Int) async throws {
    #expect(
      try await outcome(of: "echo 'the desk is closed' >&2; exit \(status)")
        == .failed(reason: "/bin/sh ended with exit status \(status): the desk is closed"))
  }

  @Test func dataErrorRefusesThisAlertAndEndsTheBatch() async throws {
    let endpoint = try endpoint(#"test "$WATCHWORD_ALERT" = b && exit 65; exit 0"#)
    #expect(
      await deliver(deliveries(["a", "b", "c"]), to: endpoint)
        == [.delivered, .refused(reason: "/bin/sh refused it (exit status 65)")])
  }

  @Test func endBySignalIsAFailure() async throws {
    #expect(try await outcome(of: "kill -KILL $$") == .failed(reason: "/bin/sh was ended by signal 9"))
    #expect(
      try await outcome(of: "echo bad >&2; kill -TERM $$") == .failed(reason: "/bin/sh was ended by signal 15: bad"))
  }

  @Test func secretsDoNotComeBack() async throws {
    let endpoint = try endpoint(
      #"echo "no right for $DESK_TOKEN" >&2; exit 77"#, environment: [.init("DESK_TOKEN", "hunter2")])
    #expect(
      await deliver([delivery("a")], to: endpoint)
        == [.failed(reason: "/bin/sh ended with exit status 77: no right for ***")])
    #expect(!"\(endpoint)".contains("hunter2"))
    var described = ""
    dump(try ExecConfiguration(command: ["/x"], environment: [.init("A", "hunter2")]), to: &described)
    #expect(!described.contains("hunter2"))
  }

  @Test func programThatCannotBeRunSaysWhatToDo() async throws {
    func reason(_ path: String) async throws -> String? {
      let endpoint = ExecEndpoint(name: "e", configuration: try ExecConfiguration(command: [path]))
      return await deliver([delivery("a")], to: endpoint).first?.reason
    }
    #expect(
      try await reason("/nowhere/desk") == "cannot run /nowhere/desk: No such file or directory; the program, or what "
        + "its first line says should run it, is not there")
    #expect(try await reason(folder.path)?.contains("let the daemon's user run it") == true)
    try "echo".write(toFile: folder("plain"), atomically: true, encoding: .utf8)
    chmod(folder("plain"), 0o700)
    // A process that another test is starting has a copy of the descriptor it was written with for a moment.
    var said = try await reason(folder("plain"))
    while said?.contains("Text file busy") == true { said = try await reason(folder("plain")) }
    #expect(said?.contains("a script has to begin with") == true)
  }

  // MARK: Programs that do not behave

  @Test func inputNeedNotBeRead() async throws {
    let long = delivery("a", json: String(repeating: "x", count: 1 << 20))
    #expect(await deliver([long, long], to: try endpoint("exit 0")) == [.delivered, .delivered])
    #expect(await deliver([long], to: try endpoint("exec <&-; head -c 100000 /dev/zero; exit 0")) == [.delivered])
  }

  @Test func outputOfAnyLengthIsTaken() async throws {
    let flood = "head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2"
    #expect(try await outcome(of: flood) == .delivered)
    #expect(try await outcome(of: flood + "; echo end >&2; exit 3")?.reason?.hasSuffix(#"\u{0}end"#) == true)
  }

  @Test func whatItLeavesRunningIsNotWaitedFor() async throws {
    let start = ContinuousClock.now
    #expect(try await outcome(of: #"sleep 600 & echo $! >"$1/pid"; exit 0"#) == .delivered)
    #expect(ContinuousClock.now - start < .seconds(300))
    let left = try #require(Int32(contents(folder("pid")).split(separator: "\n")[0]))
    #expect(kill(left, SIGKILL) == 0)
  }

  @Test func endlessProgramIsEndedWithAllThatItStarted() async throws {
    #expect(mkfifo(folder("alive"), 0o600) == 0)
    // Whoever holds the pipe open is alive; neither of them hears a request to end.
    let script =
      #"trap '' TERM; { trap '' TERM; nice -n 19 yes >&2; } 3>"$1/alive" & echo busy >"$1/begun"; nice -n 19 yes >&2"#
    // Open before anybody writes, so that nobody waits for the other.
    let reader = open(folder("alive"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    let outcome = try await outcome(of: script, timeout: .milliseconds(300))
    #expect(outcome?.reason?.hasPrefix("/bin/sh was ended because it took longer than 0.3 seconds") == true)
    await offThread {
      // Hung up when nobody has it open any more; not at all where nobody ever had.
      var byte: UInt8 = 0
      var polled = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
      while read(reader, &byte, 1) < 0 { poll(&polled, 1, -1) }
    }
  }

  @Test func haltedProgramIsEndedToo() async throws {
    #expect(
      try await outcome(of: "kill -STOP $$", timeout: .milliseconds(100))?.reason?.contains("took longer") == true)
  }

  @Test func stopEndsARunningProgramAndSaysNothingOfIt() async throws {
    #expect(mkfifo(folder("begun"), 0o600) == 0)
    let endpoint = try endpoint(
      #"test "$WATCHWORD_ALERT" = a && exit 0; echo >"$1/begun"; sleep 600 & wait"#, timeout: .seconds(600))
    async let outcomes = deliver(deliveries(["a", "b", "c"]), to: endpoint)
    let pipe = folder("begun")
    await offThread { waitForWriter(of: pipe) }
    let start = ContinuousClock.now
    endpoint.stop()
    #expect(await outcomes == [.delivered])
    #expect(ContinuousClock.now - start < .seconds(300))
  }

  @Test func whatIsDoneInTheLastMomentCounts() async throws {
    #expect(mkfifo(folder("begun"), 0o600) == 0)
    let endpoint = try endpoint(#"trap 'exit 0' TERM; echo >"$1/begun"; sleep 600 & wait"#, timeout: .seconds(600))
    async let outcomes = deliver([delivery("a")], to: endpoint)
    let pipe = folder("begun")
    await offThread { waitForWriter(of: pipe) }
    endpoint.stop()
    #expect(await outcomes == [.delivered])
  }

  @Test func descriptorsAndProcessesComeToNothing() async throws {
    let endpoint = try endpoint("exit 0")
    #expect(await deliver(deliveries(alertIDs(16)), to: endpoint).count == 16)
    let children = contents("/proc/self/task/\(getpid())/children").split(separator: " ")
    for child in children {
      // None of ours is left without having been waited for.
      #expect(!contents("/proc/\(child)/stat").contains("(sh) Z"))
    }
  }

  @Test func commandThatIsNoneIsAMistake() {
    for command in [[], ["desk"], ["/desk", "a\u{0}b"]] {
      #expect(throws: DeliveryConfigurationError.self) { _ = try ExecConfiguration(command: command) }
    }
    for variable in [("", "x"), ("A=B", "x"), ("A", "x\u{0}")] {
      #expect(throws: DeliveryConfigurationError.self) {
        _ = try ExecConfiguration(command: ["/x"], environment: [.init(variable.0, variable.1)])
      }
    }
  }
}
