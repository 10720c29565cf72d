import Foundation
import SafeText

extension Alert {
  /// The alert as one line of JSON, without a line end: keys sorted, so that equal alerts give equal bytes, and every
  /// character that could move a cursor or turn the direction of text written as `\uXXXX`.
  package func jsonLine() -> String {
    do {
      return try SafeJSON.line(self)
    } catch {
      // Strings, integers and arrays of them have no value that JSON cannot say.
      preconditionFailure("an alert could not be encoded: \(error)")
    }
  }

  /// Reads what `jsonLine()` wrote.
  package init(jsonLine: String) throws {
    self = try JSONDecoder().decode(Alert.self, from: Data(jsonLine.utf8))
  }
}
