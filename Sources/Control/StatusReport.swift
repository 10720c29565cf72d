/// What a daemon says of itself, or what its database says where none runs. Encoded with snake_case names; times are ISO 8601
/// in UTC; what is not known is left out.
package struct StatusReport: Codable, Sendable, Equatable {
  /// The running process.
  package struct Process: Codable, Sendable, Equatable {
    package var id: Int32
    package var started: String
    package var uptimeSeconds: Int64
    /// Resident, now and at most.
    package var memoryBytes: Int64?
    package var memoryPeakBytes: Int64?
    package var descriptors: Int?
    package var descriptorLimit: Int?

    package init(id: Int32, started: String, uptimeSeconds: Int64) {
      (self.id, self.started, self.uptimeSeconds) = (id, started, uptimeSeconds)
    }
  }

  /// `received` is the sum of the five below it.
  package struct Files: Codable, Sendable, Equatable {
    package var received: Int { committed + pending }
    /// Those that are in the database, or were.
    package var committed: Int { matched + unmatched + duplicates + rejected }
    package var matched: Int
    package var unmatched: Int
    package var duplicates: Int
    package var rejected: Int
    /// Read, or seen in the inbox, and not in the database yet.
    package var pending: Int
    /// Whether more may lie there than is known: `pending` and `received` are at least so many.
    package var isPartial = false
    package var alerts: Int

    package init(matched: Int, unmatched: Int, duplicates: Int, rejected: Int, pending: Int, alerts: Int) {
      self.matched = matched
      self.unmatched = unmatched
      self.duplicates = duplicates
      self.rejected = rejected
      self.pending = pending
      self.alerts = alerts
    }

    private enum CodingKeys: String, CodingKey {
      case received, matched, unmatched, duplicates, rejected, pending, alerts, isPartial
    }

    package init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      func count(_ key: CodingKeys) throws -> Int { try values.decode(Int.self, forKey: key) }
      self.init(
        matched: try count(.matched), unmatched: try count(.unmatched), duplicates: try count(.duplicates),
        rejected: try count(.rejected), pending: try count(.pending), alerts: try count(.alerts))
      isPartial = try values.decodeIfPresent(Bool.self, forKey: .isPartial) ?? false
    }

    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      let counts: [(CodingKeys, Int)] = [
        (.received, received), (.matched, matched), (.unmatched, unmatched), (.duplicates, duplicates),
        (.rejected, rejected), (.pending, pending), (.alerts, alerts),
      ]
      for (key, count) in counts { try values.encode(count, forKey: key) }
      try values.encode(isPartial, forKey: .isPartial)
    }
  }

  /// Files a second that were committed, over the last so many minutes, or since the start where that is shorter.
  package struct Rates: Codable, Sendable, Equatable {
    package var oneMinute: Double
    package var fiveMinutes: Double
    package var fifteenMinutes: Double

    package init(oneMinute: Double, fiveMinutes: Double, fifteenMinutes: Double) {
      (self.oneMinute, self.fiveMinutes, self.fifteenMinutes) = (oneMinute, fiveMinutes, fifteenMinutes)
    }
  }

  /// How long something took, of the last that were done.
  package struct Delay: Codable, Sendable, Equatable {
    package var samples: Int
    package var medianMs: Int64
    package var p99Ms: Int64

    /// - Parameter sorted: ascending, in milliseconds.
    /// - Returns: `nil` where there are none.
    package init?(sorted: [Int64]) {
      guard !sorted.isEmpty else { return nil }
      // The nearest rank.
      func rank(_ percent: Int) -> Int64 { sorted[max(0, (sorted.count * percent + 99) / 100 - 1)] }
      (samples, medianMs, p99Ms) = (sorted.count, rank(50), rank(99))
    }
  }

  package struct Rules: Codable, Sendable, Equatable {
    package var inForce: Int
    /// Mistakes that the last reading of rule files told.
    package var mistakes: Int
    /// Ids of rules that are wrong as they stand in their files and run on in the version that worked last; the first 100.
    package var runningOnLastGood: [String]
    package var loaded: String

    package init(inForce: Int, mistakes: Int, runningOnLastGood: [String], loaded: String) {
      self.inForce = inForce
      self.mistakes = mistakes
      self.runningOnLastGood = runningOnLastGood
      self.loaded = loaded
    }
  }

  package struct Endpoint: Codable, Sendable, Equatable {
    package var name: String
    /// Whether the settings in force deliver to it; absent where no daemon runs.
    package var isInForce: Bool?
    package var pending: Int
    package var oldestPending: String?
    /// Absent where something is due now.
    package var nextAttempt: String?
    package var attempts: Int?
    package var failingSince: String?
    package var lastError: String?
    /// From the alert to the endpoint having it.
    package var delay: Delay?

    package init(name: String, pending: Int = 0) { (self.name, self.pending) = (name, pending) }
  }

  package struct Storage: Codable, Sendable, Equatable {
    package var databaseBytes: Int64
    package var walBytes: Int64
    package var stateFreeBytes: Int64?
    package var archiveFreeBytes: Int64?

    package init(databaseBytes: Int64, walBytes: Int64) {
      (self.databaseBytes, self.walBytes) = (databaseBytes, walBytes)
    }
  }

  /// Of the program that says this.
  package var version: String
  package var time: String
  /// Absent where no daemon answers.
  package var process: Process?
  /// The worst first, then the oldest.
  package var problems: [Condition] = []
  /// Problems beyond those that are remembered.
  package var furtherProblems: Int?
  package var files: Files
  package var rates: Rates?
  /// From a file's last change, which is its arrival where it is renamed or written in the inbox, to its commit.
  package var commitDelay: Delay?
  package var rules: Rules?
  package var endpoints: [Endpoint] = []
  package var inbox: Inbox
  /// Absent where no daemon answers.
  package var texts: TextIndex?
  package var keeping: Keeping?
  package var storage: Storage
  /// What is left out because it was not to be had in time: `inbox`, `disk`. A problem says why.
  package var leftOut: [String]?

  package init(version: String, time: String, files: Files, inbox: Inbox, storage: Storage) {
    self.version = version
    self.time = time
    self.files = files
    self.inbox = inbox
    self.storage = storage
  }
}

/// What a reload said.
package struct ReloadReport: Codable, Sendable, Equatable {
  package struct Message: Codable, Sendable, Equatable {
    package var severity: Condition.Severity
    /// One or more lines.
    package var text: String

    package init(severity: Condition.Severity, text: String) { (self.severity, self.text) = (severity, text) }
  }

  package var rules: Int
  /// Rules that are wrong and run on in the version that worked last.
  package var runningOnLastGood: Int
  /// Whether the settings could be read; otherwise those in force stay.
  package var areSettingsRight: Bool
  /// The first of them.
  package var messages: [Message]
  package var furtherMessages: Int

  package var hasErrors: Bool { !areSettingsRight || messages.contains { $0.severity == .error } }

  /// As much is told as a person would read; the log has all.
  package static let maximumMessages = 200
  /// Of a message, in UTF-8.
  package static let maximumMessageBytes = 4 << 10

  package init(
    rules: Int, runningOnLastGood: Int, areSettingsRight: Bool, messages all: [Message]
  ) {
    self.rules = rules
    self.runningOnLastGood = runningOnLastGood
    self.areSettingsRight = areSettingsRight
    // Errors first: they decide what the command says, and must not be cut off by warnings.
    let sorted = all.filter { $0.severity == .error } + all.filter { $0.severity != .error }
    messages = sorted.prefix(Self.maximumMessages).map { message in
      guard message.text.utf8.count > Self.maximumMessageBytes else { return message }
      return Message(
        severity: message.severity,
        text: String(decoding: message.text.utf8.prefix(Self.maximumMessageBytes), as: UTF8.self) + "…")
    }
    furtherMessages = sorted.count - messages.count
  }
}

/// What a sweep that was asked for says: it has begun.
package struct SweepReport: Codable, Sendable, Equatable {
  package var inbox: String

  package init(inbox: String) { self.inbox = inbox }
}

package struct StopReport: Codable, Sendable, Equatable {
  package var isStopping: Bool

  package init(isStopping: Bool) { self.isStopping = isStopping }
}
