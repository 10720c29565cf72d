import CSystemd
import Glibc

/// What the journal's endpoint asks of libsystemd and the kernel, so that tests can play a journal that is gone.
struct JournalCalls: Sendable {
  /// sd_journal_sendv(3): 0, or minus the error number. Says 0 also where the journal's socket is not there.
  var send: @Sendable (_ fields: [[UInt8]]) -> Int32
  /// A socket that is connected to the journal's and does not block, or minus the error number.
  var connect: @Sendable () -> Int32

  static let socketPath = "/run/systemd/journal/socket"

  static let systemd = JournalCalls(
    send: { fields in
      let bytes = Array(fields.joined())
      return bytes.withUnsafeBytes { bytes in
        var start = 0
        // Each lies within `bytes`, which lives as long as the call; libsystemd only reads.
        let vectors = fields.map { field in
          defer { start += field.count }
          return iovec(
            iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress?.advanced(by: start)), iov_len: field.count)
        }
        return sd_journal_sendv(vectors, Int32(vectors.count))
      }
    },
    connect: { UnixDatagramSocket.connect(to: socketPath) })
}
