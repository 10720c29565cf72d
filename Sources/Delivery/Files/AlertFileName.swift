/// How the file of an alert is called: by the time and then the id, so that names in their order are alerts in theirs.
enum AlertFileName {
  static let maximumIDBytes = 64

  /// `20261123T101502.123Z-0123456789abcdef01234567.json`; `undated-…` where the time cannot be read.
  ///
  /// - Returns: `nil` where the id could lead out of the folder or make a name that some system does not take.
  static func name(alertID: String, time: String?) -> String? {
    let isSafe =
      (1...maximumIDBytes).contains(alertID.utf8.count)
      && alertID.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
    return isSafe ? "\(time.flatMap(compact) ?? "undated")-\(alertID).json" : nil
  }

  /// Without the signs that file systems of other systems do not take.
  private static func compact(_ time: String) -> String? {
    guard AlertTime.isOne(time) else { return nil }
    return String(time.unicodeScalars.filter { $0 != "-" && $0 != ":" }.map { Character($0) })
  }
}
