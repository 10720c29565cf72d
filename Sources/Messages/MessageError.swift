/// Why alerts cannot be put into a format; the same alerts never can be. For people, without secrets.
package struct MessageError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
