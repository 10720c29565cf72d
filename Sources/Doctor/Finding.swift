/// What a check has found: one thing that is well, or not.
package struct Finding: Sendable, Equatable, Encodable {
  package enum Status: String, Sendable, Encodable, CaseIterable, Comparable {
    case ok, warning, error

    package static func < (a: Status, b: Status) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .ok: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// The check's name.
  package let check: String
  package let status: Status
  /// What is so and what it means; may hold names that anybody chose.
  package let message: String
  /// What to do; `nil` only where all is well.
  package let advice: String?

  static func ok(_ check: some DoctorCheck, _ message: String) -> Finding {
    Finding(check: check.name, status: .ok, message: message, advice: nil)
  }

  static func warning(_ check: some DoctorCheck, _ message: String, advice: String) -> Finding {
    Finding(check: check.name, status: .warning, message: message, advice: advice)
  }

  static func error(_ check: some DoctorCheck, _ message: String, advice: String) -> Finding {
    Finding(check: check.name, status: .error, message: message, advice: advice)
  }
}

/// One thing that is looked at. Changes nothing, takes no lock, and never throws: what it cannot find out is a finding.
package protocol DoctorCheck: Sendable {
  /// Stable, in kebab-case.
  var name: String { get }
  func findings(_ environment: DoctorEnvironment) -> [Finding]
}

/// Everything that is looked at, in the order in which it is told.
package enum Doctor {
  package static let checks: [any DoctorCheck] = [
    SettingsCheck(), RulesCheck(), FoldersCheck(), PermissionsCheck(), LeavingCheck(), FileSystemsCheck(), SpaceCheck(),
    LimitsCheck(), DaemonCheck(), DatabaseCheck(), LedgerCheck(), ArchiveCheck(), ClockCheck(), SetAsideCheck(),
    EndpointsCheck(),
    NetworkCheck(),
  ]

  /// - Parameter progress: called before each check with its number and name.
  package static func run(_ environment: DoctorEnvironment, progress: (Int, String) -> Void = { _, _ in }) -> [Finding]
  {
    checks.enumerated().flatMap { number, check in
      progress(number, check.name)
      return check.findings(environment)
    }
  }
}
