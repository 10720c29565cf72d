import Glibc
import Synchronization
import TestSupport

@testable import Delivery

final class FilesDestination: Destination {
  let endpoint: any Endpoint
  private let folder: TemporaryFolder
  private let named: NamedFiles

  private final class NamedFiles: Sendable {
    let names = Mutex<[String]>([])
  }

  init() throws {
    folder = try TemporaryFolder()
    let named = NamedFiles()
    self.named = named
    var calls = SystemCalls.kernel
    calls.rename = { descriptor, from, to in
      let result = SystemCalls.kernel.rename(descriptor, from, to)
      if result == 0 { named.names.withLock { $0.append(to) } }
      return result
    }
    endpoint = FilesEndpoint(name: "e", folder: folder("alerts"), calls: calls)
    precondition(mkdir(folder("alerts"), 0o700) == 0)
  }

  func arrived() -> [String] { named.names.withLock { $0 }.flatMap { lines(contents(folder("alerts/" + $0))) } }
  func breakDown() { precondition(rename(folder("alerts"), folder("away")) == 0) }
  func repair() { precondition(rename(folder("away"), folder("alerts")) == 0) }
}
