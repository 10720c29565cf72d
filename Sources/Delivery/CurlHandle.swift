import CCurl
import OperatingSystem
import Synchronization

/// curl asks to be set up once in a process, before all else.
let curlSetUp = watchword_curl_global_init()

/// How a request ended.
enum HTTPResult: Equatable {
  /// With all headers read; the body may have been cut off.
  case answered(HTTPAnswer)
  /// In words that hold nothing of the request.
  case failed(String)
  case stopped
}

/// An easy handle of libcurl: one connection that is kept alive, one request at a time.
///
/// Invariants: `easy` comes from curl_easy_init, is used by one thread at a time (the handle cannot be copied and lies
/// in its endpoint's `Mutex`), and is freed exactly once, by `deinit`. Its callbacks run inside `post` only; the
/// context they get is `exchange`, which the handle keeps alive until after `easy` is freed.
struct CurlHandle: ~Copyable {
  private let easy: UnsafeMutableRawPointer
  private let configuration: WebhookConfiguration
  private let exchange: HTTPExchange

  /// `nil` where curl cannot be set up (no memory).
  init?(_ configuration: WebhookConfiguration, exchange: HTTPExchange) {
    guard curlSetUp == CURLE_OK, let easy = curl_easy_init() else { return nil }
    self.easy = easy
    self.configuration = configuration
    self.exchange = exchange
  }

  deinit { curl_easy_cleanup(easy) }

  /// Sends the body and waits for the answer, at most for the timeouts. Headers are whole lines, checked before.
  func post(_ body: String, headers: [String]) -> HTTPResult {
    // Before 8.17 libcurl counts the kept connections that it found closed (https://github.com/curl/curl/pull/19066)
    // over all requests of a handle, and the sixth fails a request. Only a reset ends that count; it lets the
    // connection live.
    curl_easy_reset(easy)
    guard setOptions() else { return .failed("libcurl cannot be set up, or refuses an option") }
    var list: UnsafeMutablePointer<curl_slist>?
    // curl_slist_append copies the string and gives the list's head, or nil and leaves the list as it is.
    defer {
      watchword_curl_set_headers(easy, nil)
      curl_slist_free_all(list)
    }
    for header in headers {
      guard let longer = curl_slist_append(list, header) else { return .failed("no memory") }
      list = longer
    }
    var body = body
    let code = body.withUTF8 { bytes in
      // curl copies the bytes before this closure ends. Assumed bound to CChar: same size and layout.
      bytes.withMemoryRebound(to: CChar.self) {
        watchword_curl_set_body(easy, $0.baseAddress, curl_off_t($0.count))
      }
    }
    guard code == CURLE_OK, watchword_curl_set_headers(easy, list) == CURLE_OK else { return .failed("no memory") }
    exchange.begin()
    let result = curl_easy_perform(easy)
    let status = Int(watchword_curl_response_code(easy))
    // What the receiver does after its headers changes nothing any more: it has the alert and has said so.
    if result == CURLE_OK || exchange.hasAllHeaders && status >= 200 {
      return .answered(HTTPAnswer(status: status, retryAfter: header("Retry-After"), body: exchange.body))
    }
    if exchange.isStopped { return .stopped }
    return .failed(CurlFailure.words(result, easy, exchange))
  }

  /// Of the last answer; those of interim answers, of a proxy's consent and trailers are others.
  private func header(_ name: String) -> String? {
    var header: UnsafeMutablePointer<curl_header>?
    // On success `header` is valid until the next request, and its value ends in 0; it is copied at once.
    guard curl_easy_header(easy, name, 0, UInt32(CURLH_HEADER), -1, &header) == CURLHE_OK,
      let value = header?.pointee.value
    else { return nil }
    return String(cString: value)
  }

  /// Whether curl takes them all.
  private func setOptions() -> Bool {
    let timeouts = configuration.timeouts
    let numbers: [(CURLoption, Int64)] = [
      (CURLOPT_POST, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_TCP_KEEPALIVE, 1), (CURLOPT_MAXCONNECTS, 1),
      (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
      // 0 would be curl's own default, or no limit.
      (CURLOPT_CONNECTTIMEOUT_MS, max(1, timeouts.connect.wholeMilliseconds)),
      (CURLOPT_TIMEOUT_MS, max(1, timeouts.total.wholeMilliseconds)),
      (CURLOPT_LOW_SPEED_LIMIT, 16), (CURLOPT_LOW_SPEED_TIME, max(1, timeouts.stalled.wholeMilliseconds / 1000)),
    ]
    // Unretained: `exchange` outlives `easy`, see above.
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    return numbers.allSatisfy { watchword_curl_set_long(easy, $0, Int($1)) == CURLE_OK }
      && watchword_curl_set_string(easy, CURLOPT_USERAGENT, configuration.userAgent) == CURLE_OK
      && configuration.server.setOptions(of: easy, context)
      && watchword_curl_set_write(easy, receiveHTTPBody, context) == CURLE_OK
      && watchword_curl_set_header(easy, receiveHTTPHeader, context) == CURLE_OK
      && watchword_curl_set_progress(easy, checkHTTPProgress, context) == CURLE_OK
      && (exchange.trace == nil || watchword_curl_set_debug(easy, traceHTTP, context) == CURLE_OK)
  }
}
