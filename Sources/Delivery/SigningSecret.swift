import FoundationEssentials
import Hashing

/// A secret that a webhook and its receiver share, by which the receiver knows that an alert is genuine: `whsec_` and
/// 24 to 64 bytes in base64 (Standard Webhooks, symmetric signatures).
package struct SigningSecret: Sendable, Equatable {
  private let key: [UInt8]

  static let prefix = "whsec_"
  static let keyBytes = 24...64

  /// - Throws: code `invalid-signing-secret`, with nothing of the text.
  package init(_ text: String) throws(DeliveryConfigurationError) {
    func invalid(_ what: String) -> DeliveryConfigurationError {
      DeliveryConfigurationError(
        code: "invalid-signing-secret",
        message: "a signing secret \(what); make one with: echo \"whsec_$(openssl rand -base64 32)\"")
    }
    guard text.utf8.starts(with: Self.prefix.utf8) else { throw invalid("does not begin with \(Self.prefix)") }
    guard let key = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))) else {
      throw invalid("is not base64 behind \(Self.prefix)")
    }
    guard Self.keyBytes.contains(key.count) else {
      throw invalid(
        "holds \(key.count) bytes instead of \(Self.keyBytes.lowerBound) to \(Self.keyBytes.upperBound)")
    }
    self.key = Array(key)
  }

  /// As it is written, without its prefix.
  var text: String { Data(key).base64EncodedString() }

  /// `v1,` and the signature in base64, for the header `webhook-signature`.
  ///
  /// - Parameters:
  ///   - id: the alert's, without a full stop in it.
  ///   - timestamp: of the attempt, in seconds since 1970.
  func signature(id: String, timestamp: Int64, body: String) -> String {
    let content = Array("\(id).\(timestamp).\(body)".utf8)
    return "v1," + Data(HMACSHA256.code(of: content.span, key: key.span)).base64EncodedString()
  }
}

// Printing a secret, on purpose or by a crash report, shows nothing of it.
extension SigningSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "signing secret" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
