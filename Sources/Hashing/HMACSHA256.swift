import CCrypto

/// Message authentication codes by SHA-256 (RFC 2104), by libcrypto.
package enum HMACSHA256 {
  /// 32 bytes.
  package static func code(of message: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    // Reads as many bytes of both as they have, and writes at most EVP_MAX_MD_SIZE.
    let isDone = key.withUnsafeBytes { key in
      message.withUnsafeBytes { message in
        HMAC(
          EVP_sha256(), key.baseAddress, Int32(key.count),
          message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count, &code, &length) != nil
      }
    }
    // Only memory exhaustion or a libcrypto without SHA-256 leads here; neither comes from input.
    precondition(isDone && length == 32)
    return Array(code.prefix(32))
  }
}
