import SafeText

/// The end of what a program writes to its standard error, however much that is.
struct ErrorTail {
  static let maximumBytes = 400
  /// For somebody who looks on.
  static let maximumTracedBytes = 8 << 10
  private static let mask = Array("***".utf8)

  /// What it was given in its environment must not come back in a reason. Longest first.
  private let secrets: [[UInt8]]
  /// So much is kept that a secret which begins before the part that is shown is recognised.
  private let kept: Int
  private var bytes: [UInt8] = []
  private var isCut = false

  init(hiding secrets: [String] = [], limit: Int = Self.maximumBytes) {
    self.secrets = secrets.map { Array($0.utf8) }.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    kept = limit + 2 * (self.secrets.first?.count ?? 0)
  }

  mutating func append(_ new: some Collection<UInt8>) {
    bytes += new
    guard bytes.count > 4 * kept else { return }
    bytes.removeFirst(bytes.count - kept)
    isCut = true
  }

  /// On one line, safe to show, at most 400 bytes; empty where nothing was said.
  var text: String {
    let whole = String(decoding: whole, as: UTF8.self).safeToShow.split(separator: " ").joined(separator: " ")
    guard isCut || whole.utf8.count > Self.maximumBytes else { return whole }
    return "…" + whole.suffix(fittingUTF8: Self.maximumBytes - 3)
  }

  /// All that is kept, with its line ends. Not safe to show.
  var whole: [UInt8] {
    // The front may be the rest of a secret whose beginning is gone.
    let front = isCut ? max(0, (secrets.first?.count ?? 0) - 1) : 0
    return Array(masked.dropFirst(front))
  }

  private var masked: [UInt8] {
    guard !secrets.isEmpty else { return bytes }
    var result: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.first {
      if let secret = secrets.first(where: { rest.starts(with: $0) }) {
        result += Self.mask
        rest = rest.dropFirst(secret.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}

extension String {
  /// As many whole characters of its end as fit.
  fileprivate func suffix(fittingUTF8 limit: Int) -> Substring {
    var start = endIndex
    var count = 0
    while start > startIndex {
      let before = index(before: start)
      count += self[before].utf8.count
      if count > limit { break }
      start = before
    }
    return self[start...]
  }
}
