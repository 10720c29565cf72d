import Foundation

/// Why a request was not done, or could not be asked.
package struct ControlError: Error, Sendable, Equatable, Codable, CustomStringConvertible {
  /// Stable names, to be looked up and tested against.
  package enum Code: String, Sendable {
    /// Nobody listens: no daemon runs on that state, or it is starting or ending.
    case noDaemon = "no-daemon"
    case notPermitted = "not-permitted"
    /// No request: not one line of JSON with a version and a name.
    case badRequest = "bad-request"
    case unknownRequest = "unknown-request"
    /// Asked by another version of the program.
    case otherVersion = "other-version"
    case tooLong = "too-long"
    case tooSlow = "too-slow"
    /// As many connections are open as are allowed.
    case busy
    case stopping
    case failed
  }

  package let code: String
  /// For the person who asked.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code.rawValue
    self.message = message
  }

  package var description: String { message }

  package func has(_ code: Code) -> Bool { self.code == code.rawValue }
}

/// What bounds the conversation.
package struct ControlLimits: Sendable {
  /// Bytes of a request, its line end included.
  package var request = 64 << 10
  /// Bytes of an answer, its line end included.
  package var answer = 8 << 20
  /// At a time; who comes while so many are there is told to come again.
  package var connections = 16
  /// From the connection to the whole request.
  package var asking: Duration = .seconds(5)
  /// From the request to the beginning of its answer: a reload of very many rules takes its time.
  package var working: Duration = .seconds(300)
  /// From the first byte of an answer to its last.
  package var answering: Duration = .seconds(30)

  package init() {}
}

/// A request as it came in: one line, `{"version":1,"request":NAME}`, with `arguments` where a request has some.
package struct ControlRequest: Sendable {
  /// Of the protocol; another one is refused.
  package static let version = 1

  package let name: String
  private let line: Data

  private struct Head: Codable {
    var version: Int
    var request: String
  }

  private struct Arguments<Value: Decodable>: Decodable {
    var arguments: Value
  }

  private struct Whole<Value: Encodable>: Encodable {
    var version = ControlRequest.version
    var request: String
    var arguments: Value
  }

  /// - Throws: `bad-request` or `other-version`.
  init(line: [UInt8]) throws(ControlError) {
    self.line = Data(line)
    let head: Head
    do {
      head = try ControlCoding.decoder.decode(Head.self, from: self.line)
    } catch {
      throw ControlError(.badRequest, #"A request is one line of JSON: {"version":1,"request":"status"}."#)
    }
    guard head.version == Self.version else {
      throw ControlError(
        .otherVersion, "The daemon speaks version \(Self.version) of this protocol and was asked in \(head.version).")
    }
    name = head.request
  }

  /// What the request says besides its name.
  ///
  /// - Throws: `bad-request` where that is missing or not of the type.
  package func arguments<Value: Decodable>(_ type: Value.Type) throws(ControlError) -> Value {
    do {
      return try ControlCoding.decoder.decode(Arguments<Value>.self, from: line).arguments
    } catch {
      throw ControlError(.badRequest, "The arguments of \"\(name)\" are not what it takes.")
    }
  }

  /// The line that asks, with its line end.
  static func line(_ name: String, _ arguments: (some Encodable)?) throws -> [UInt8] {
    let encoder = ControlCoding.encoder
    let data =
      if let arguments { try encoder.encode(Whole(request: name, arguments: arguments)) } else {
        try encoder.encode(Head(version: version, request: name))
      }
    return [UInt8](data) + [0x0A]
  }
}

/// What a request is answered: one line, `{"version":1,"result":…}` or `{"version":1,"error":{"code":…,"message":…}}`.
package struct ControlAnswer: Sendable {
  /// With its line end.
  let line: [UInt8]

  private struct Result<Value: Encodable>: Encodable {
    var version = ControlRequest.version
    var result: Value
  }

  private struct Failure: Encodable {
    var version = ControlRequest.version
    var error: ControlError
  }

  struct Reading<Value: Decodable>: Decodable {
    var version: Int
    var result: Value?
    var error: ControlError?
  }

  package static func result(_ value: some Encodable) -> ControlAnswer {
    ControlAnswer(encoding: Result(result: value))
  }
  package static func failure(_ error: ControlError) -> ControlAnswer { ControlAnswer(encoding: Failure(error: error)) }

  private init(encoding value: some Encodable) {
    do {
      line = [UInt8](try ControlCoding.encoder.encode(value)) + [0x0A]
    } catch {
      // A number that JSON has no word for; the rest always can be written.
      line =
        Array(#"{"error":{"code":"failed","message":"The answer cannot be written as JSON."},"version":1}"#.utf8) + [
          0x0A
        ]
    }
  }
}

/// How values are written as JSON here: names with underscores, and on one line.
package enum ControlCoding {
  package static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }

  package static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}

/// Bytes on their way to being one line. A value.
struct LineBuffer {
  enum Step: Equatable {
    case more
    /// Without its end.
    case line([UInt8])
    case tooLong
  }

  let maximumBytes: Int
  private var bytes: [UInt8] = []

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  mutating func add(_ more: some Collection<UInt8>) -> Step {
    // Only the line counts, whatever comes behind it.
    let end = more.firstIndex(of: 0x0A)
    let part = end.map { more[..<$0] } ?? more[...]
    guard bytes.count + part.count < maximumBytes else { return .tooLong }
    bytes += part
    return end == nil ? .more : .line(bytes)
  }
}
