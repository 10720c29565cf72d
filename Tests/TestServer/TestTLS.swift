import CTLS
import Glibc
import Synchronization

/// A key and a certificate in files, made for one test.
package struct TestCertificate: Sendable {
  package let certificate: String
  package let key: String

  /// - Parameters:
  ///   - name: for which DNS name it is.
  ///   - issuer: an authority of tests; without one it is an authority itself.
  ///   - validity: in seconds from now.
  ///   - password: with which the key is encrypted.
  package init(
    in folder: String, name: String, issuer: TestCertificate? = nil, validity: ClosedRange<Int> = -3600...3600,
    password: String? = nil
  ) throws {
    let number = Self.made.add(1, ordering: .relaxed).newValue
    certificate = folder + "/certificate-\(number).pem"
    key = folder + "/key-\(number).pem"
    guard
      ctls_make_certificate(
        certificate, key, name, issuer?.certificate, issuer?.key, validity.lowerBound, validity.upperBound,
        password) == 1
    else { throw TestServerError() }
  }

  private static let made = Atomic(0)
}

/// What a server needs to speak TLS.
package struct TestTLS: Sendable {
  package let identity: TestCertificate
  /// Clients need a certificate of this authority, where there is one.
  package let clientAuthority: TestCertificate?

  package init(_ identity: TestCertificate, clientAuthority: TestCertificate? = nil) {
    self.identity = identity
    self.clientAuthority = clientAuthority
  }
}

/// libssl's context of a server. Freed with the last connection that uses it.
///
/// Invariant: `context` comes from ctls_server_make, and is given to nothing but ctls_accept, which may be called from
/// several threads at once, until `deinit` frees it.
final class TLSServerContext: Sendable {
  private nonisolated(unsafe) let context: UnsafeMutableRawPointer

  init(_ tls: TestTLS) throws {
    signal(SIGPIPE, SIG_IGN)
    let identity = tls.identity
    guard let context = ctls_server_make(identity.certificate, identity.key, tls.clientAuthority?.certificate) else {
      throw TestServerError()
    }
    self.context = context
  }

  deinit { ctls_server_free(context) }

  /// Shakes hands; `nil` where the client does not want to.
  func accept(_ socket: Int32) -> UnsafeMutableRawPointer? { ctls_accept(context, socket) }
}
