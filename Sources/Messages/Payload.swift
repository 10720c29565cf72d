/// What is sent to a receiver over HTTP.
package struct Payload: Sendable, Equatable {
  package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package let contentType: String
  /// Beside the content type. Printable ASCII without line ends, whatever the article says.
  package let headers: [Header]
  package let body: String

  package init(contentType: String = "application/json", headers: [Header] = [], body: String) {
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }
}
