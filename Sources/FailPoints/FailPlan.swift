#if DEBUG
  import Glibc
  import Synchronization

  /// What is to happen at which points, as `WATCHWORD_FAIL_AT` says: `POINT:COUNT:ACTION`, several of them with commas
  /// between. The COUNTth passing is the one, or 1; the ACTION is one of
  ///
  /// - `kill`, as is when none is given: the process ends at once, as by SIGKILL;
  /// - `ENOSPC`, `EIO`, …: the call fails so; `ENOSPC*20` at this passing and the 19 after it;
  /// - `pause=MILLISECONDS`: the thread sleeps; likewise `pause=50*100`.
  package struct FailPlan: Sendable {
    package enum Action: Sendable, Equatable {
      case kill
      case fail(Int32)
      case pause(milliseconds: UInt32)
    }

    package struct Entry: Sendable, Equatable {
      package var point: FailPoint
      /// The first passing that it is about, from 1.
      package var first: Int
      package var times: Int
      package var action: Action
    }

    package let entries: [Entry]
    private let counts: Counts

    /// Read at the first point that is reached. A plan that cannot be read ends the process: a proof must not pass
    /// because of a typing error.
    static let inForce: FailPlan = {
      guard let text = getenv("WATCHWORD_FAIL_AT") else { return FailPlan([]) }
      // getenv's text ends with a NUL and stays as it is: nothing here changes the environment.
      guard let plan = FailPlan(String(cString: text)) else {
        let message = Array("WATCHWORD_FAIL_AT cannot be read\n".utf8)
        write(STDERR_FILENO, message, message.count)
        exit(64)
      }
      return plan
    }()

    init(_ entries: [Entry]) {
      self.entries = entries
      counts = Counts()
    }

    /// `nil` where it is not written as it has to be.
    package init?(_ text: String) {
      var entries: [Entry] = []
      for part in text.split(separator: ",") {
        guard let entry = Entry(part) else { return nil }
        entries.append(entry)
      }
      self.init(entries)
    }

    /// Does what is to be done here. Returns the error number with which a call is to fail.
    func reach(_ point: FailPoint) -> Int32? {
      guard entries.contains(where: { $0.point == point }) else { return nil }
      let count = counts.next(point)
      for entry in entries where entry.point == point && count >= entry.first && count - entry.first < entry.times {
        switch entry.action {
        case .kill:
          kill(getpid(), SIGKILL)
          // The signal may come a moment later; nothing more is to happen on this thread.
          while true { pause() }
        case .fail(let code): return code
        case .pause(let milliseconds): usleep(milliseconds * 1000)
        }
      }
      return nil
    }

    static func setErrorNumber(_ code: Int32) { errno = code }

    /// How often each point was passed.
    private final class Counts: Sendable {
      private let counts = Mutex<[FailPoint: Int]>([:])

      func next(_ point: FailPoint) -> Int {
        counts.withLock { counts in
          counts[point, default: 0] += 1
          return counts[point, default: 0]
        }
      }
    }
  }

  extension FailPlan.Entry {
    private static let errorNumbers = [
      "ENOSPC": ENOSPC, "EIO": EIO, "EROFS": EROFS, "EMFILE": EMFILE, "EACCES": EACCES,
    ]

    fileprivate init?(_ text: Substring) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard (1...3).contains(parts.count), let point = FailPoint(rawValue: String(parts[0])) else { return nil }
      guard let first = parts.count > 1 ? Int(parts[1]) : 1, first > 0 else { return nil }
      let action = (parts.count > 2 ? parts[2] : "kill").split(separator: "*", omittingEmptySubsequences: false)
      guard (1...2).contains(action.count), let times = action.count > 1 ? Int(action[1]) : 1 else { return nil }
      if action[0] == "kill" {
        self.init(point: point, first: first, times: times, action: .kill)
      } else if action[0].hasPrefix("pause="), let milliseconds = UInt32(action[0].dropFirst(6)) {
        self.init(point: point, first: first, times: times, action: .pause(milliseconds: min(milliseconds, 60_000)))
      } else if let code = Self.errorNumbers[String(action[0])] {
        self.init(point: point, first: first, times: times, action: .fail(code))
      } else {
        return nil
      }
    }
  }
#endif
