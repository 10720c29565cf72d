import Foundation
import Material

/// Memory of this process as the kernel counts it, in megabytes (10^6 bytes).
struct Memory: Codable {
  var resident: Double
  var peak: Double

  static func now() throws -> Memory {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    func megabytes(_ name: String) throws -> Double {
      let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
      guard let kibibytes = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) }) else {
        throw Failure("/proc/self/status does not tell \(name)")
      }
      return kibibytes * 1024 / 1e6
    }
    return Memory(resident: try megabytes("VmRSS"), peak: try megabytes("VmHWM"))
  }
}
