import Foundation
import Inbox

/// What lies beside a rejected file.
struct ReasonFile: Codable {
  var file: String
  var code: String
  var reason: String
  var arrived: String

  /// `nil` where it is none: somebody else's file.
  init?(json: [UInt8]) {
    do { self = try JSONDecoder().decode(Self.self, from: Data(json)) } catch { return nil }
  }

  init(_ rejection: Rejection?, path: InboxPath, arrivedMilliseconds: Int64) {
    file = path.display
    code = rejection?.code ?? "unknown"
    reason = rejection?.message ?? "not recorded"
    arrived = Date(timeIntervalSince1970: Double(arrivedMilliseconds / 1000)).formatted(.iso8601)
  }

  var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(self)) + [0x0A]
    } catch {
      // Four strings are always JSON.
      preconditionFailure("a reason could not be encoded: \(error)")
    }
  }
}
