import CCrypto

/// A SHA-256 digest, 32 bytes.
package struct SHA256Digest: Sendable, Hashable {
  package let bytes: [UInt8]

  /// 64 lower-case hexadecimal digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The first `count` hexadecimal digits.
  package func prefix(_ count: Int) -> String { String(hex.prefix(count)) }

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
    var hasher = SHA256Hasher()
    for part in parts {
      hasher.update(Array("\(part.utf8.count):".utf8).span)
      hasher.update(Array(part.utf8).span)
    }
    self = hasher.finish()
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
