import CCurl
import Glibc
import OperatingSystem
import Synchronization

/// How sending a mail ended.
enum SMTPResult: Equatable {
  /// The server took it, for at least one recipient.
  case taken
  /// In curl's words, which hold nothing of the mail.
  case failed(String)
  case stopped
}

/// An easy handle of libcurl that sends mail: one connection that is kept alive, one mail at a time.
///
/// Invariants: `easy` comes from curl_easy_init, is used by one thread at a time (the handle cannot be copied and lies
/// in its endpoint's `Mutex`), and is freed exactly once, by `deinit`. Its callbacks run inside `send` and, when the
/// connection is taken leave of, inside `deinit`; the context they get is `exchange`, which the handle keeps alive until
/// after `easy` is freed.
struct SMTPHandle: ~Copyable {
  private let easy: UnsafeMutableRawPointer
  private let exchange: SMTPExchange

  /// `nil` where curl cannot be set up (no memory) or refuses an option.
  init?(_ configuration: MailConfiguration, exchange: SMTPExchange) {
    guard curlSetUp == CURLE_OK, let easy = curl_easy_init() else { return nil }
    guard Self.setOptions(of: easy, configuration, exchange) else {
      curl_easy_cleanup(easy)
      return nil
    }
    self.easy = easy
    self.exchange = exchange
  }

  deinit {
    // curl takes its leave (QUIT) and would wait for an answer that nobody needs: it finds the end of what comes instead.
    let socket = watchword_curl_active_socket(easy)
    if socket >= 0 { _ = shutdown(socket, Int32(SHUT_RD)) }
    curl_easy_cleanup(easy)
  }

  /// Sends the mail and waits for the answer, at most for the timeouts. What was said is in the exchange then.
  ///
  /// - Parameters:
  ///   - text: whole lines, ended by CRLF.
  ///   - recipients: checked addresses, at least one.
  func send(_ text: String, to recipients: [String]) -> SMTPResult {
    var list: UnsafeMutablePointer<curl_slist>?
    // curl_slist_append copies the string and gives the list's head, or nil and leaves the list as it is.
    defer {
      _ = watchword_curl_set_recipients(easy, nil)
      curl_slist_free_all(list)
    }
    for recipient in recipients {
      guard let longer = curl_slist_append(list, recipient) else { return .failed("no memory") }
      list = longer
    }
    let body = Array(text.utf8)
    exchange.begin(body)
    // Unretained: `exchange` outlives `easy`, see above.
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    guard watchword_curl_set_recipients(easy, list) == CURLE_OK,
      watchword_curl_set_upload(easy, giveBody, context, curl_off_t(body.count)) == CURLE_OK
    else { return .failed("no memory") }
    return perform()
  }

  /// Connects, greets and encrypts; sends nothing. Blocks, at most for the limit.
  func connect(limit: Duration) -> SMTPResult {
    exchange.begin([])
    let numbers: [(CURLoption, Int64)] = [
      (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_TIMEOUT_MS, max(1, limit.wholeMilliseconds)),
    ]
    guard numbers.allSatisfy({ watchword_curl_set_long(easy, $0, Int($1)) == CURLE_OK }) else {
      return .failed("no memory")
    }
    return perform()
  }

  private func perform() -> SMTPResult {
    let result = curl_easy_perform(easy)
    if result == CURLE_OK { return .taken }
    if exchange.isStopped { return .stopped }
    if exchange.isTooLong { return .failed("it says too much") }
    if result == CURLE_USE_SSL_FAILED { return .failed("it does not begin to encrypt (STARTTLS)") }
    return .failed(String(cString: curl_easy_strerror(result)))
  }

  private static func setOptions(
    of easy: UnsafeMutableRawPointer, _ configuration: MailConfiguration, _ exchange: SMTPExchange
  ) -> Bool {
    let seconds = max(1, configuration.timeout.wholeMilliseconds / 1000)
    let numbers: [(CURLoption, Int64)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
      (CURLOPT_SSLVERSION, Int64(CURL_SSLVERSION_TLSv1_2)),
      (CURLOPT_TCP_KEEPALIVE, 1), (CURLOPT_MAXCONNECTS, 1),
      // Do not wait for a name server's thread when the time is up.
      (CURLOPT_QUICK_EXIT, 1),
      (CURLOPT_USE_SSL, configuration.encryption.curlLevel),
      // 0 would be curl's own default, or no limit.
      (CURLOPT_CONNECTTIMEOUT_MS, max(1, min(.seconds(10), configuration.timeout).wholeMilliseconds)),
      (CURLOPT_TIMEOUT_MS, max(1, configuration.timeout.wholeMilliseconds)),
      (CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds),
    ]
    var strings: [(CURLoption, String?)] = [
      (CURLOPT_URL, configuration.server.url), (CURLOPT_MAIL_FROM, configuration.envelope.from.address),
      (CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
      // Empty strings, unlike none, keep curl from looking into the environment.
      (CURLOPT_PROXY, ""), (CURLOPT_NOPROXY, "*"),
    ]
    if let file = configuration.certificateAuthorityFile { strings.append((CURLOPT_CAINFO, file)) }
    if let login = configuration.login {
      strings += [(CURLOPT_USERNAME, login.user), (CURLOPT_PASSWORD, login.password)]
    }
    // Unretained: `exchange` outlives `easy`, see above.
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    return numbers.allSatisfy { watchword_curl_set_long(easy, $0, Int($1)) == CURLE_OK }
      && strings.allSatisfy { watchword_curl_set_string(easy, $0, $1) == CURLE_OK }
      && watchword_curl_allow_refused_recipients(easy) == CURLE_OK
      && watchword_curl_set_write(easy, dropReply, context) == CURLE_OK
      && watchword_curl_set_debug(easy, listen, context) == CURLE_OK
      && watchword_curl_set_progress(easy, checkMailProgress, context) == CURLE_OK
  }
}

extension MailConfiguration.Encryption {
  fileprivate var curlLevel: Int64 {
    switch self {
    case .required: Int64(CURLUSESSL_ALL.rawValue)
    case .opportunistic: Int64(CURLUSESSL_TRY.rawValue)
    case .none: Int64(CURLUSESSL_NONE.rawValue)
    }
  }
}

/// What the callbacks of one easy handle give and hear. Only `stop` comes from other threads.
final class SMTPExchange: Sendable {
  /// Nobody needs a server that says more about one mail.
  static let maximumReplyBytes = 256 << 10

  private struct State {
    var body: [UInt8] = []
    var given = 0
    var replyBytes = 0
    var dialogue = SMTPDialogue()
  }

  /// Where somebody looks on.
  let trace: DeliveryTrace?
  private let stopped = Atomic(false)
  private let state = Mutex(State())

  init(trace: DeliveryTrace? = nil) { self.trace = trace }

  var isStopped: Bool { stopped.load(ordering: .acquiring) }
  var isTooLong: Bool { state.withLock { $0.replyBytes > Self.maximumReplyBytes } }
  var dialogue: SMTPDialogue { state.withLock { $0.dialogue } }

  func stop() { stopped.store(true, ordering: .releasing) }

  func begin(_ body: [UInt8]) { state.withLock { $0 = State(body: body) } }

  /// Copies the next bytes of the mail. How many; none at its end.
  func give(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    state.withLock { state in
      let piece = state.body[state.given...].prefix(buffer.count)
      buffer.copyBytes(from: piece)
      state.given += piece.count
      return piece.count
    }
  }

  func sent(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      trace?.sent(state.dialogue.shown(bytes))
      state.dialogue.sent(bytes)
    }
  }

  func received(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      state.replyBytes += bytes.count
      guard state.replyBytes <= Self.maximumReplyBytes else { return }
      trace?.received(bytes)
      for line in bytes.split(separator: UInt8(ascii: "\n")) { state.dialogue.received(line) }
    }
  }
}

// The callbacks: `context` is the `SMTPExchange` of the handle that calls, alive as long as that.

private func mailExchange(_ context: UnsafeMutableRawPointer?) -> SMTPExchange? {
  context.map { Unmanaged<SMTPExchange>.fromOpaque($0).takeUnretainedValue() }
}

private func giveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  guard let exchange = mailExchange(context), !exchange.isStopped else { return Int(CURL_READFUNC_ABORT) }
  // `bytes` has room for size · count bytes.
  return exchange.give(into: UnsafeMutableRawBufferPointer(start: bytes, count: size &* count))
}

/// Without it curl would write what servers say to stdout.
private func dropReply(
  _: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context _: UnsafeMutableRawPointer?
) -> Int { size &* count }

private func listen(
  _: UnsafeMutableRawPointer?, kind: curl_infotype, bytes: UnsafeMutablePointer<CChar>?, count: Int,
  context: UnsafeMutableRawPointer?
) -> Int32 {
  // `bytes` is valid for `count` bytes during this call.
  let said = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
  switch kind {
  case CURLINFO_HEADER_OUT: mailExchange(context)?.sent(said)
  case CURLINFO_HEADER_IN: mailExchange(context)?.received(said)
  case CURLINFO_DATA_OUT: mailExchange(context)?.trace?.sent(said)
  default: mailExchange(context)?.trace?.heard(kind, said)
  }
  return 0
}

private func checkMailProgress(
  context: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
  guard let exchange = mailExchange(context) else { return 1 }
  return exchange.isStopped || exchange.isTooLong ? 1 : 0
}
