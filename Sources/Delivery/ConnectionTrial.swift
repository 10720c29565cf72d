import CCurl
import OperatingSystem

/// Whether a server can be connected to: name, TCP, and for https its certificate. Nothing is sent to it.
package enum ConnectionTrial {
  /// Blocks, at most for the limit.
  ///
  /// - Returns: why not, in curl's words, which hold nothing of the URL; `nil` where it can be.
  package static func problem(of server: EndpointConfiguration.Server, limit: Duration) -> String? {
    guard curlSetUp == CURLE_OK, let easy = curl_easy_init() else { return "curl cannot be set up" }
    // `easy` is used here alone.
    defer { curl_easy_cleanup(easy) }
    let numbers: [(CURLoption, Int64)] = [
      (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
      (CURLOPT_QUICK_EXIT, 1), (CURLOPT_TIMEOUT_MS, max(1, limit.wholeMilliseconds)),
    ]
    let strings: [(CURLoption, String?)] = [
      (CURLOPT_URL, server.url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_PROXY, ""), (CURLOPT_NOPROXY, "*"),
    ]
    let isSet =
      numbers.allSatisfy { watchword_curl_set_long(easy, $0, Int($1)) == CURLE_OK }
      && strings.allSatisfy { watchword_curl_set_string(easy, $0, $1) == CURLE_OK }
      && server.certificateAuthorityFile.map { watchword_curl_set_string(easy, CURLOPT_CAINFO, $0) == CURLE_OK } ?? true
    guard isSet else { return "curl refuses the URL or the file of certificates" }
    let result = curl_easy_perform(easy)
    return result == CURLE_OK ? nil : String(cString: curl_easy_strerror(result))
  }
}
