import Glibc

/// Nothing happened in time.
package struct WaitedInVain: Error {}

/// Returns as soon as something is so, which is asked every millisecond.
///
/// - Throws: `WaitedInVain` after so long, a minute: a test that fails instead of one that hangs.
package func waitUntil(within limit: Duration = .seconds(60), _ isSo: () throws -> Bool) throws {
  let deadline = ContinuousClock.now + limit
  while try !isSo() {
    guard ContinuousClock.now < deadline else { throw WaitedInVain() }
    usleep(1_000)
  }
}
