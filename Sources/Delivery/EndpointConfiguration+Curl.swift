import CCurl

extension EndpointConfiguration.Server {
  /// Tells curl where to connect to, how, and as whom: the same for a delivery and for a trial.
  ///
  /// - Parameters:
  ///   - easy: a handle of curl_easy_init, which nobody else uses meanwhile.
  ///   - context: an `HTTPExchange` that outlives what is done with the handle.
  /// - Returns: false where curl refuses something.
  func setOptions(of easy: UnsafeMutableRawPointer, _ context: UnsafeMutableRawPointer) -> Bool {
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
      (CURLOPT_PROXY_SSL_VERIFYPEER, 1), (CURLOPT_PROXY_SSL_VERIFYHOST, 2),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      // Do not wait for a name server's thread when the time is up.
      (CURLOPT_QUICK_EXIT, 1),
    ]
    let strings: [(CURLoption, String)] = [
      (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
      // Empty strings, unlike none, keep curl from looking into the environment.
      (CURLOPT_PROXY, proxy ?? ""), (CURLOPT_NOPROXY, proxy == nil ? "*" : ""),
      // Without one, libcrypto would ask for the password of an encrypted key on the terminal.
      (CURLOPT_KEYPASSWD, ""),
    ]
    let files: [(CURLoption, String?)] = [
      (CURLOPT_CAINFO, certificateAuthorityFile), (CURLOPT_PROXY_CAINFO, certificateAuthorityFile),
      (CURLOPT_SSLCERT, clientCertificate), (CURLOPT_SSLKEY, clientKey ?? clientCertificate),
    ]
    return numbers.allSatisfy { watchword_curl_set_long(easy, $0, $1) == CURLE_OK }
      && strings.allSatisfy { watchword_curl_set_string(easy, $0, $1) == CURLE_OK }
      && files.allSatisfy { $1 == nil || watchword_curl_set_string(easy, $0, $1) == CURLE_OK }
      && watchword_curl_set_open_socket(easy, openHTTPSocket, context) == CURLE_OK
  }
}
