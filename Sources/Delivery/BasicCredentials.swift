import FoundationEssentials

/// User and password as HTTP's scheme `Basic` sends them (RFC 7617), in UTF-8.
package struct BasicCredentials: Sendable, Equatable {
  let user: String
  let password: String

  /// - Throws: code `invalid-basic`.
  package init(user: String, password: String) throws(DeliveryConfigurationError) {
    func invalid(_ message: String) -> DeliveryConfigurationError {
      DeliveryConfigurationError(code: "invalid-basic", message: message)
    }
    guard !user.utf8.contains(UInt8(ascii: ":")) else {
      throw invalid("the user of basic has a colon in it, which would end the name; a password belongs into password")
    }
    for (text, what) in [(user, "user"), (password, "password")] {
      guard text.utf8.count <= 1024, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
        throw invalid(
          "the \(what) of basic has line ends or control characters, or is longer than 1024 bytes; a secret read "
            + "from a file may end in a line end")
      }
    }
    self.user = user
    self.password = password
  }

  /// What stands behind `Basic ` in the header.
  var authorization: String { Self.encoded(user: Array(user.utf8), password: Array(password.utf8)) }

  static func encoded(user: [UInt8], password: [UInt8]) -> String {
    Data(user + [UInt8(ascii: ":")] + password).base64EncodedString()
  }
}
