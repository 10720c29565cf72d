import CCrypto
import CCurl

/// Why a request came to nothing, for people. Holds nothing of the request but addresses.
enum CurlFailure {
  static func words(_ code: CURLcode, _ easy: UnsafeMutableRawPointer, _ exchange: HTTPExchange) -> String {
    switch code {
    case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST:
      if let refusal = exchange.refusal { return refusal }
    case CURLE_OPERATION_TIMEDOUT:
      return watchword_curl_pretransfer_microseconds(easy) > 0
        ? "no answer came within the time; see timeout" : "no connection came about within the time; see timeout"
    case CURLE_PEER_FAILED_VERIFICATION: return certificate(watchword_curl_verify_result(easy))
    case CURLE_SSL_CERTPROBLEM: return "certificate and key, by which it should know us, are not there or do not fit"
    case CURLE_SSL_CACERT_BADFILE: return "the certificates in ca_file cannot be read"
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: return "what it answered is no HTTP"
    case CURLE_WRITE_ERROR where exchange.hasTooLongHeaders:
      return "it answered with more than \(HTTPExchange.maximumHeaderBytes >> 10) KiB of headers"
    default: break
    }
    return String(cString: curl_easy_strerror(code))
  }

  /// - Parameter result: what libcrypto found in the chain of certificates; 0 where that is right.
  private static func certificate(_ result: Int) -> String {
    switch Int32(truncatingIfNeeded: result) {
    // curl compares the name first, and leaves the chain's result at what it began with.
    case X509_V_OK, X509_V_ERR_UNSPECIFIED: "its certificate is for another name than the one in the url"
    case X509_V_ERR_CERT_HAS_EXPIRED: "its certificate has expired"
    case X509_V_ERR_CERT_NOT_YET_VALID: "its certificate is not valid yet; is the clock of this machine right?"
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
      X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      "its certificate is of an authority that is not trusted here; if it is yours, name its file as ca_file"
    // A string that is compiled into libcrypto.
    default: "its certificate is not right: \(String(cString: X509_verify_cert_error_string(result)))"
    }
  }
}
