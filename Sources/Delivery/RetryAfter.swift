import CCurl

/// The header Retry-After (RFC 9110, 10.2.3).
enum RetryAfter {
  static let longest: Duration = .seconds(24 * 3600)

  /// From 0 to 24 hours; `nil` where the value is none.
  ///
  /// - Parameters:
  ///   - value: seconds, or a date of HTTP in any of its three forms.
  ///   - now: milliseconds since 1970.
  static func wait(_ value: String, now: Int64) -> Duration? {
    let text = value.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    guard let first = text.first else { return nil }
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    if digits.contains(first) {
      let number = text.prefix { digits.contains($0) }
      guard text.dropFirst(number.count).allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
      // More digits than fit are more than a day.
      return min(Int64(Substring(number)).map { .seconds(min($0, 1 << 32)) } ?? longest, longest)
    }
    // A date begins with a day's name. Others that curl knows are none of HTTP.
    guard (UInt8(ascii: "A")...UInt8(ascii: "z")).contains(first), text.count <= 64 else { return nil }
    // curl reads a string that ends in 0, and keeps nothing of it.
    let seconds = Int64(curl_getdate(String(Substring(text)), nil))
    guard seconds >= 0 else { return nil }
    return min(max(.seconds(seconds) - .milliseconds(now), .zero), longest)
  }
}
