import FileSystems
import AlertStore
import CLinux
import Delivery
import Diagnostics
import Glibc

/// What is looked at: where things are, as the settings say, and what the system says.
package struct DoctorEnvironment: Sendable {
  package struct Endpoint: Sendable {
    package var name: String
    /// Or why it cannot be used, with its name.
    package var configuration: Result<EndpointConfiguration, DoctorProblem>

    package init(name: String, configuration: Result<EndpointConfiguration, DoctorProblem>) {
      self.name = name
      self.configuration = configuration
    }

    var server: EndpointConfiguration.Server? {
      if case .success(let configuration) = configuration { configuration.server } else { nil }
    }

    var localNeed: EndpointConfiguration.LocalNeed? {
      if case .success(let configuration) = configuration { configuration.localNeed } else { nil }
    }
  }

  /// `nil` where there is none.
  package var settingsFile: String?
  package var settingsDiagnostics: [Diagnostic] = []
  package var inbox: String
  package var rules: String
  package var state: String
  package var archive: String
  /// `nil` where there is no alert log.
  package var log: String?
  /// Those that have names of their own.
  package var endpoints: [Endpoint] = []
  package var isThorough = false
  package var usesNetwork = false
  package var system = SystemFacts()

  package init(inbox: String, rules: String, state: String, archive: String) {
    self.inbox = inbox
    self.rules = rules
    self.state = state
    self.archive = archive
  }

  package var rejected: String { state + "/rejected" }

  /// How long one question to the database may take.
  var limit: Duration? { isThorough ? nil : .seconds(10) }
}

/// A reason, for people.
package struct DoctorProblem: Error, Sendable, Equatable {
  package let message: String

  package init(_ message: String) { self.message = message }
}

/// What the machine says of itself; each can be put in the place of by a test.
package struct SystemFacts: Sendable {
  package struct Space: Sendable, Equatable {
    package var freeBytes: UInt64
    package var allBytes: UInt64
    package var freeInodes: UInt64
    /// 0 where the file system does not count them.
    package var allInodes: UInt64

    package init(freeBytes: UInt64, allBytes: UInt64, freeInodes: UInt64, allInodes: UInt64) {
      self.freeBytes = freeBytes
      self.allBytes = allBytes
      self.freeInodes = freeInodes
      self.allInodes = allInodes
    }
  }

  /// Milliseconds since 1970.
  package var now: @Sendable () -> Int64 = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
  /// The start of a small text file; `nil` where it cannot be read.
  package var text: @Sendable (_ path: String) -> String? = { SystemFacts.read($0) }
  package var space: @Sendable (_ path: String) -> Space? = { SystemFacts.space($0) }
  /// The name of the network, or what may be one, that a path is on; `nil` for a local file system.
  package var networkFileSystem: @Sendable (_ path: String) -> String? = { path in
    var type: UInt32 = 0
    return watchword_file_system_type(path, &type) == 0 ? NetworkFileSystem.name(ofType: type) : nil
  }
  /// Of this process, which is what the daemon gets where nobody says otherwise.
  package var openFileLimit: @Sendable () -> UInt64 = {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? UInt64(limit.rlim_max) : .max
  }

  package init() {}

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while text.count < 4 << 20 {
      let count = Glibc.read(descriptor, &bytes, bytes.count)
      guard count >= 0 else { return nil }
      guard count > 0 else { break }
      text += bytes[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func space(_ path: String) -> Space? {
    FreeSpace(at: path).map {
      Space(freeBytes: $0.freeBytes, allBytes: $0.allBytes, freeInodes: $0.freeInodes, allInodes: $0.allInodes)
    }
  }
}
