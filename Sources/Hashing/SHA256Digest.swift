import CCrypto

/// A SHA-256 digest, 32 bytes.
package struct SHA256Digest: Sendable, Hashable {
  package let bytes: [UInt8]

  /// 64 lower-case hexadecimal digits.
  package var hex: String { prefix(64) }

  /// The first `count` hexadecimal digits.
  package func prefix(_ count: Int) -> String {
    let digits = (0..<min(count, bytes.count * 2)).map { index in
      let value = index.isMultiple(of: 2) ? bytes[index / 2] >> 4 : bytes[index / 2] & 15
      return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
    return String(decoding: digits, as: UTF8.self)
  }

  package init(of data: Span<UInt8>) {
    var hasher = SHA256Hasher()
    hasher.update(data)
    self = hasher.finish()
  }

  package init(of text: String) {
    self.init(of: Array(text.utf8).span)
  }

  /// The digest of several texts; each is preceded by its length, so that no two lists of texts give the same bytes.
  package init(ofParts parts: [String]) {
    var bytes: [UInt8] = []
    for part in parts {
      bytes += "\(part.utf8.count):".utf8
      bytes += part.utf8
    }
    self.init(of: bytes.span)
  }

  /// A digest that was made before; `nil` where it has not 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.bytes = Array(bytes)
  }

  fileprivate init(finished bytes: [UInt8]) { self.bytes = bytes }
}

/// SHA-256 of data that comes in pieces, by libcrypto.
package struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      // Only memory exhaustion or a libcrypto without SHA-256 leads here; neither comes from input.
      fatalError("libcrypto could not start a SHA-256 digest")
    }
    self.context = context
  }

  package mutating func update(_ data: Span<UInt8>) {
    data.withUnsafeBytes { bytes in
      precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1)
    }
  }

  package consuming func finish() -> SHA256Digest {
    var digest = [UInt8](repeating: 0, count: 32)
    precondition(EVP_DigestFinal_ex(context, &digest, nil) == 1)
    return SHA256Digest(finished: digest)
  }

  deinit { EVP_MD_CTX_free(context) }
}
