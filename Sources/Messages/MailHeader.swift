import Foundation
import Glibc
import MailAddresses

/// Lines of a mail's head, folded (RFC 5322, 2.2.3) and, where they are not ASCII, in encoded words (RFC 2047). Without
/// the last line end.
enum MailHeader {
  /// Of a line with an encoded word, RFC 2047; the 78 of RFC 5322 are kept with it.
  static let maximumLineBytes = 76

  /// - Parameter value: ASCII without line ends.
  static func line(_ name: String, _ value: String) -> String { "\(name): \(value)" }

  /// An unstructured header.
  ///
  /// - Parameter text: one line, with single spaces between its words and none around them.
  static func text(_ name: String, _ text: String) -> String {
    let words = text.split(separator: " ").map { String($0) }
    // A word that looks encoded would be decoded, and one that is too long could not be folded.
    let isPlain = words.allSatisfy { word in
      word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !word.contains("=?") && word.utf8.count <= 60
    }
    return folded(name, isPlain ? words : encodedWords(text, room: maximumLineBytes - name.utf8.count - 2))
  }

  /// One address a line, because a name and an address together can be long.
  static func addresses(_ name: String, _ addresses: [MailAddress]) -> String {
    addresses.enumerated().map { number, address in
      let head = number == 0 ? "\(name):" : ""
      let end = number == addresses.count - 1 ? "" : ","
      guard let person = address.name else { return "\(head) \(address.address)\(end)" }
      let phrase = phrase(person, room: maximumLineBytes - head.utf8.count - 1)
      return folded(words: phrase + ["<\(address.address)>\(end)"], after: head)
    }.joined(separator: "\r\n")
  }

  /// RFC 5322, 3.3, in UTC; years 1970 to 9999.
  static func date(_ millisecondsSince1970: Int64) -> String {
    var seconds = time_t(min(max(millisecondsSince1970 / 1000, 0), 253_402_300_799))
    var parts = tm()
    // Both pointers are to variables of this function; gmtime_r keeps neither.
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(two).joined(separator: ":")
    return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
      + "\(Int(parts.tm_year) + 1900) \(time) +0000"
  }

  /// Encoded words of at most 75 characters, each of whole letters.
  ///
  /// - Parameter room: how long the first may be.
  static func encodedWords(_ text: String, room: Int) -> [String] {
    let (head, end) = ("=?UTF-8?B?", "?=")
    var words: [String] = []
    var bytes: [UInt8] = []
    // Base64 makes four characters of three bytes.
    func isFull(with more: Int) -> Bool {
      let length = (bytes.count + more + 2) / 3 * 4 + head.utf8.count + end.utf8.count
      return length > (words.isEmpty ? min(room, 75) : 75)
    }
    func close() {
      guard !bytes.isEmpty else { return }
      words.append(head + Data(bytes).base64EncodedString() + end)
      bytes = []
    }
    for scalar in text.unicodeScalars {
      let letter = Array(String(scalar).utf8)
      if isFull(with: letter.count) { close() }
      bytes += letter
    }
    close()
    return words
  }

  private static func phrase(_ name: String, room: Int) -> [String] {
    guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !name.contains("=?"), name.utf8.count <= 60 else {
      return encodedWords(name, room: room)
    }
    // Checked: neither quotes nor backslashes are in it.
    return ["\"\(name)\""]
  }

  private static func folded(_ name: String, _ words: [String]) -> String { folded(words: words, after: "\(name):") }

  /// - Parameter head: what the line begins with; the first word stays on its line.
  private static func folded(words: [String], after head: String) -> String {
    var lines = [head]
    var length = head.utf8.count
    for (number, word) in words.enumerated() {
      if number > 0, length + 1 + word.utf8.count > maximumLineBytes {
        lines.append("")
        length = 0
      }
      lines[lines.count - 1] += " " + word
      length += 1 + word.utf8.count
    }
    return lines.joined(separator: "\r\n")
  }
}
