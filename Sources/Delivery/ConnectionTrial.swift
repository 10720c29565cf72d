import CCurl
import OperatingSystem

/// Whether a server can be connected to: name, TCP, and for https its certificate. Nothing is sent to it.
package enum ConnectionTrial {
  /// Blocks, at most for the limit.
  ///
  /// - Returns: why not, in words that hold nothing of the URL's path; `nil` where it can be.
  package static func problem(of server: EndpointConfiguration.Server, limit: Duration) -> String? {
    if let mail = server.mail { return mail.connectionProblem(limit: limit) }
    guard curlSetUp == CURLE_OK, let easy = curl_easy_init() else { return "curl cannot be set up" }
    // `easy` is used here alone.
    defer { curl_easy_cleanup(easy) }
    let exchange = HTTPExchange(policy: server.policy)
    let numbers: [(CURLoption, Int64)] = [
      (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_TIMEOUT_MS, max(1, limit.wholeMilliseconds)),
    ]
    // `exchange` outlives the transfer: it is asked afterwards, too.
    let isSet =
      numbers.allSatisfy { watchword_curl_set_long(easy, $0, Int($1)) == CURLE_OK }
      && server.setOptions(of: easy, Unmanaged.passUnretained(exchange).toOpaque())
    guard isSet else { return "curl refuses the URL, the proxy or a file of certificates" }
    let result = curl_easy_perform(easy)
    return result == CURLE_OK ? nil : CurlFailure.words(result, easy, exchange)
  }
}
