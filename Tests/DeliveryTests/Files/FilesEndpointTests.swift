import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct FilesEndpointTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func endpoint(calls: SystemCalls = .kernel) -> FilesEndpoint {
    FilesEndpoint(name: "e", folder: folder.path, calls: calls)
  }

  /// All names in the folder, hidden ones too, sorted.
  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

  @Test func namesInTheirOrderAreAlertsInTheirs() throws {
    let times = ["2026-11-23T10:15:02.123Z", "2026-11-23T10:15:02.124Z", "2027-01-01T00:00:00.000Z"]
    let batch = zip(["c", "b", "a"], times).map { delivery($0, json: storedAlert($0, time: $1)) }
    #expect(endpoint().deliver(batch).count == 3)
    #expect(
      try names() == [
        "20261123T101502.123Z-c.json", "20261123T101502.124Z-b.json", "20270101T000000.000Z-a.json",
      ])
    #expect(contents(folder("20261123T101502.123Z-c.json")) == batch[0].json + "\n")
  }

  @Test func alertThatCannotBeReadIsWrittenAllTheSame() throws {
    #expect(endpoint().deliver([delivery("a", json: "{\n}")]) == [.delivered])
    #expect(contents(folder("undated-a.json")) == "{ }\n")
    #expect(try names() == ["undated-a.json"])
  }

  @Test func fileIsForItsOwnerAndTheGroupWhateverTheUmask() throws {
    #expect(endpoint().deliver([delivery("a")]) == [.delivered])
    var status = stat()
    #expect(stat(folder("undated-a.json"), &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o640)
  }

  @Test(arguments: ["", ".", "..", "a/b", "../a", "a b", "a\u{0}", "ä", "a\n", String(repeating: "a", count: 65)])
  func idThatIsNoNameIsRefusedAndOnlyThat(id: String) throws {
    let outcomes = endpoint().deliver([delivery("a"), delivery(id), delivery("b")])
    #expect(outcomes == [.delivered, .refused(reason: "the alert's id cannot stand in the name of a file")])
    #expect(try names() == ["undated-a.json"])
  }

  @Test(
    arguments: [
      "", "now", "2026-11-23T10:15:02.123", "2026-11-23T10:15:02.123Z ", "../../../../../etc/passwd",
      "2026-11-23T10:15:02.12/Z", "२026-11-23T10:15:02.123Z",
    ])
  func timeThatIsNoneIsNoPartOfAName(time: String) {
    #expect(AlertFileName.name(alertID: "a", time: time) == "undated-a.json")
  }

  @Test func whatIsThereAlreadyIsNotWrittenAgain() throws {
    #expect(endpoint().deliver(deliveries(["a", "b"])).count == 2)
    var calls = SystemCalls.kernel
    calls.write = { _, _ in -Int(EIO) }
    let folderSyncs = Atomic(0)
    calls.synchronizeFolder = { _ in
      folderSyncs.add(1, ordering: .relaxed)
      return 0
    }
    #expect(endpoint(calls: calls).deliver(deliveries(["b", "a"])) == [.delivered, .delivered])
    // A crash may have come before the name was on disk.
    #expect(folderSyncs.load(ordering: .relaxed) == 1)
    #expect(try names() == ["undated-a.json", "undated-b.json"])
  }

  @Test func fileThatComesAboutMeanwhileIsNotReplaced() throws {
    var calls = SystemCalls.kernel
    calls.rename = { [folder] descriptor, from, to in
      _ = FileManager.default.createFile(atPath: folder(to), contents: Data("first".utf8))
      return SystemCalls.kernel.rename(descriptor, from, to)
    }
    #expect(endpoint(calls: calls).deliver([delivery("a")]) == [.delivered])
    #expect(contents(folder("undated-a.json")) == "first")
    #expect(try names() == ["undated-a.json"])
  }

  @Test func whereNothingCanBeRenamedWithoutReplacingALinkDoesIt() throws {
    var calls = SystemCalls.kernel
    calls.rename = { _, _, _ in
      errno = EINVAL
      return -1
    }
    #expect(endpoint(calls: calls).deliver(deliveries(["a", "b"])).count == 2)
    #expect(try names() == ["undated-a.json", "undated-b.json"])
    #expect(contents(folder("undated-a.json")) == alertJSON("a") + "\n")
  }

  @Test func folderOfTheFilesNameIsNoDelivery() throws {
    #expect(mkdir(folder("undated-a.json"), 0o700) == 0)
    #expect(
      endpoint().deliver([delivery("a")]) == [
        .failed(
          reason: "cannot write undated-a.json in the folder \(folder.path), where something else has its name: "
            + "File exists; move that away")
      ])
  }

  @Test func linkOfTheFilesNameIsNotFollowed() throws {
    #expect(symlink(folder("elsewhere"), folder("undated-a.json")) == 0)
    #expect(endpoint().deliver([delivery("a")]).first?.reason?.contains("something else") == true)
    #expect(try names() == ["undated-a.json"])
  }

  @Test func missingFolderSaysWhatToDoAndIsNotMade() {
    let endpoint = FilesEndpoint(name: "e", folder: folder("missing"))
    #expect(
      endpoint.deliver(deliveries(["a", "b"])) == [
        .failed(
          reason: "cannot open the folder \(folder("missing")): No such file or directory; make the folder, and let "
            + "the daemon's user write to it")
      ])
    #expect(mkdir(folder("missing"), 0o700) == 0)
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
  }

  @Test func whatACrashLeftIsRemovedByTheNextFile() throws {
    try "half".write(toFile: folder(".watchword-e-0.part"), atomically: false, encoding: .utf8)
    #expect(endpoint().deliver([delivery("a")]) == [.delivered])
    #expect(try names() == ["undated-a.json"])
    #expect(contents(folder("undated-a.json")) == alertJSON("a") + "\n")
  }

  @Test func whatAnotherIsWritingIsLeftAlone() throws {
    let other = open(folder(".watchword-e-0.part"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(other) }
    #expect(flock(other, LOCK_EX) == 0)
    #expect(endpoint().deliver([delivery("a")]) == [.delivered])
    #expect(try names() == [".watchword-e-0.part", "undated-a.json"])
  }

  @Test func linkOfATemporaryNameLeadsNowhere() throws {
    let target = folder("target")
    try "kept".write(toFile: target, atomically: false, encoding: .utf8)
    #expect(symlink(target, folder(".watchword-e-0.part")) == 0)
    #expect(endpoint().deliver([delivery("a")]) == [.delivered])
    #expect(contents(target) == "kept")
  }

  @Test func fullDiskLeavesNothingBehind() throws {
    var calls = SystemCalls.kernel
    calls.write = { descriptor, bytes in
      bytes.count > 20 ? SystemCalls.kernel.write(descriptor, bytes.extracting(first: 10)) : -Int(ENOSPC)
    }
    #expect(
      endpoint(calls: calls).deliver(deliveries(["a", "b"])) == [
        .failed(reason: "cannot write to the folder \(folder.path): No space left on device; make room")
      ])
    #expect(try names() == [])
    #expect(endpoint().deliver(deliveries(["a", "b"])).count == 2)
  }

  @Test func fileThatDoesNotReachTheDiskHasNoName() throws {
    var calls = SystemCalls.kernel
    calls.synchronize = { _ in -EIO }
    #expect(
      endpoint(calls: calls).deliver([delivery("a")]) == [
        .failed(reason: "cannot bring a file in the folder \(folder.path) to disk: Input/output error")
      ])
    #expect(try names() == [])
  }

  @Test func nothingCountsBeforeTheNamesAreOnDisk() throws {
    var calls = SystemCalls.kernel
    calls.synchronizeFolder = { _ in -EIO }
    #expect(
      endpoint(calls: calls).deliver(deliveries(["a", "b"])) == [
        .failed(reason: "cannot bring the folder \(folder.path) to disk: Input/output error")
      ])
    #expect(endpoint().deliver(deliveries(["a", "b"])) == [.delivered, .delivered])
  }

  @Test func whatWasWrittenBeforeAFailureCounts() throws {
    let count = Atomic(0)
    var calls = SystemCalls.kernel
    calls.synchronize = { _ in count.add(1, ordering: .relaxed).newValue > 2 ? -EIO : 0 }
    let outcomes = endpoint(calls: calls).deliver(deliveries(alertIDs(5)))
    #expect(outcomes.dropLast() == [.delivered, .delivered] && outcomes.count == 3)
    #expect(try names() == alertIDs(2).map { "undated-\($0).json" })
  }

  @Test func aBatchIsASyncAFileAndOneOfTheFolder() {
    let files = Atomic(0)
    let folders = Atomic(0)
    var calls = SystemCalls.kernel
    calls.synchronize = { _ in
      files.add(1, ordering: .relaxed)
      return 0
    }
    calls.synchronizeFolder = { _ in
      folders.add(1, ordering: .relaxed)
      return 0
    }
    #expect(endpoint(calls: calls).deliver(deliveries(alertIDs(20))).count == 20)
    #expect(files.load(ordering: .relaxed) == 20)
    #expect(folders.load(ordering: .relaxed) == 1)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func folderWithoutPermissionSaysWhatToDo() {
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    #expect(endpoint().deliver([delivery("a")]).first?.reason?.contains("let the daemon's user") == true)
  }
}
