import Foundation

extension Alert {
  /// The alert as one line of JSON, without a line end: keys sorted, so that equal alerts give equal bytes, and every
  /// character that could move a cursor or turn the direction of text written as `\uXXXX`.
  package func jsonLine() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return escapingUnsafeScalars(String(decoding: try encoder.encode(self), as: UTF8.self))
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

/// In JSON such characters stand in strings only, where an escape is the same text.
private func escapingUnsafeScalars(_ json: String) -> String {
  guard json.unicodeScalars.contains(where: \.isUnsafeToShow) else { return json }
  var result = ""
  result.reserveCapacity(json.utf8.count + 16)
  for scalar in json.unicodeScalars {
    if scalar.isUnsafeToShow {
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
