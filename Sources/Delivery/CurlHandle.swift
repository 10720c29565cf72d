import CCurl
import OperatingSystem
import Synchronization

/// curl asks to be set up once in a process, before all else.
let curlSetUp = watchword_curl_global_init()

/// How a request ended.
enum HTTPResult: Equatable {
  /// With this status and all headers read; the body may have been cut off.
  case answered(status: Int)
  /// In curl's words, which hold nothing of the request.
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
  private let exchange: HTTPExchange

  /// `nil` where curl cannot be set up (no memory) or refuses an option.
  init?(_ configuration: WebhookConfiguration, exchange: HTTPExchange) {
    guard curlSetUp == CURLE_OK, let easy = curl_easy_init() else { return nil }
    guard Self.setOptions(of: easy, configuration, exchange) else {
      curl_easy_cleanup(easy)
      return nil
    }
    self.easy = easy
    self.exchange = exchange
  }

  deinit { curl_easy_cleanup(easy) }

  /// Sends the body and waits for the answer, at most for the timeouts. Headers are whole lines, checked before.
  func post(_ body: String, headers: [String]) -> HTTPResult {
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
    if result == CURLE_OK || exchange.hasAllHeaders && status >= 200 { return .answered(status: status) }
    if exchange.isStopped { return .stopped }
    return .failed(String(cString: curl_easy_strerror(result)))
  }

  private static func setOptions(
    of easy: UnsafeMutableRawPointer, _ configuration: WebhookConfiguration, _ exchange: HTTPExchange
  ) -> Bool {
    let timeouts = configuration.timeouts
    let numbers: [(CURLoption, Int64)] = [
      (CURLOPT_POST, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSL_VERIFYPEER, 1),
      (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_TCP_KEEPALIVE, 1), (CURLOPT_MAXCONNECTS, 1),
      (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
      // Do not wait for a name server's thread when the time is up.
      (CURLOPT_QUICK_EXIT, 1),
      // 0 would be curl's own default, or no limit.
      (CURLOPT_CONNECTTIMEOUT_MS, max(1, timeouts.connect.wholeMilliseconds)),
      (CURLOPT_TIMEOUT_MS, max(1, timeouts.total.wholeMilliseconds)),
      (CURLOPT_LOW_SPEED_LIMIT, 16), (CURLOPT_LOW_SPEED_TIME, max(1, timeouts.stalled.wholeMilliseconds / 1000)),
    ]
    let strings: [(CURLoption, String?)] = [
      (CURLOPT_URL, configuration.url), (CURLOPT_USERAGENT, configuration.userAgent),
      (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
      // Empty strings, unlike none, keep curl from looking into the environment.
      (CURLOPT_PROXY, configuration.proxy ?? ""), (CURLOPT_NOPROXY, configuration.proxy == nil ? "*" : ""),
    ]
    // Unretained: `exchange` outlives `easy`, see above.
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    return numbers.allSatisfy { watchword_curl_set_long(easy, $0, Int($1)) == CURLE_OK }
      && strings.allSatisfy { watchword_curl_set_string(easy, $0, $1) == CURLE_OK }
      && configuration.certificateAuthorityFile.map {
        watchword_curl_set_string(easy, CURLOPT_CAINFO, $0) == CURLE_OK
      } ?? true
      && watchword_curl_set_write(easy, receiveBody, context) == CURLE_OK
      && watchword_curl_set_header(easy, receiveHeader, context) == CURLE_OK
      && watchword_curl_set_progress(easy, checkProgress, context) == CURLE_OK
  }
}

/// What the callbacks of one easy handle count. Only `stop` comes from other threads.
final class HTTPExchange: Sendable {
  /// Nobody needs a longer answer; more is cut off.
  static let maximumBodyBytes = 64 << 10
  static let maximumHeaderBytes = 64 << 10

  private let stopped = Atomic(false)
  private let bodyBytes = Atomic(0)
  private let headerBytes = Atomic(0)
  private let allHeaders = Atomic(false)

  var isStopped: Bool { stopped.load(ordering: .acquiring) }
  var hasAllHeaders: Bool { allHeaders.load(ordering: .relaxed) }

  func stop() { stopped.store(true, ordering: .releasing) }

  func begin() {
    bodyBytes.store(0, ordering: .relaxed)
    headerBytes.store(0, ordering: .relaxed)
    allHeaders.store(false, ordering: .relaxed)
  }

  /// Whether it may go on. The size of one piece is bounded by curl.
  func received(bodyBytes count: Int) -> Bool {
    bodyBytes.wrappingAdd(count, ordering: .relaxed).newValue <= Self.maximumBodyBytes
  }

  /// A line of the headers; an empty one ends them. After those of an interim answer (1xx) others follow.
  func received(headerBytes count: Int, isEmptyLine: Bool) -> Bool {
    allHeaders.store(isEmptyLine, ordering: .relaxed)
    return headerBytes.wrappingAdd(count, ordering: .relaxed).newValue <= Self.maximumHeaderBytes
  }
}

// The callbacks: `context` is the `HTTPExchange` of the handle that calls, alive as long as that.

private func exchange(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
  context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
}

/// Another count than curl gave ends the transfer.
private func receiveBody(
  _: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  exchange(context)?.received(bodyBytes: size &* count) == true ? size &* count : -1
}

private func receiveHeader(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  let length = size &* count
  // `bytes` is valid for `length` bytes; the first exists where length is not 0.
  let isEmptyLine = length <= 2 && (length == 0 || bytes.map { $0[0] == 13 || $0[0] == 10 } ?? true)
  return exchange(context)?.received(headerBytes: length, isEmptyLine: isEmptyLine) == true ? length : -1
}

private func checkProgress(
  context: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
  exchange(context)?.isStopped == false ? 0 : 1
}
