import Glibc
import TestSupport

@testable import Delivery

/// A program that appends what it is told to a file in a folder, while the folder is there.
final class ExecDestination: Destination {
  let endpoint: any Endpoint
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    precondition(mkdir(folder("alerts"), 0o700) == 0)
    let configuration = try ExecConfiguration(
      command: ["/bin/sh", "-c", #"test -d "$1" || exit 75; exec cat >>"$1/lines""#, "sh", folder("alerts")])
    endpoint = ExecEndpoint(name: "e", configuration: configuration)
  }

  func arrived() -> [String] { lines(contents(folder("alerts/lines"))) }
  func breakDown() { precondition(rename(folder("alerts"), folder("away")) == 0) }
  func repair() { precondition(rename(folder("away"), folder("alerts")) == 0) }
}
