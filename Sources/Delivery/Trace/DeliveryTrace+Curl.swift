import CCurl

extension DeliveryTrace {
  /// What curl tells of an exchange by HTTP (CURLOPT_DEBUGFUNCTION).
  func heardOfHTTP(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    switch kind {
    case CURLINFO_HEADER_OUT: sent(RequestHead.shown(Array(bytes)))
    case CURLINFO_DATA_OUT: sent(bytes)
    case CURLINFO_HEADER_IN: received(AnswerHead.shown(Array(bytes)))
    case CURLINFO_DATA_IN: received(bytes)
    default: heard(kind, bytes)
    }
  }

  /// What curl says itself, as far as it is of use.
  func heard(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    guard kind == CURLINFO_TEXT else { return }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if let text = CurlWords.shown(String(decoding: line, as: UTF8.self)) { note(text) }
    }
  }
}
