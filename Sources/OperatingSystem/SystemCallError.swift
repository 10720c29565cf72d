import Glibc

/// A failed call to the system, told as the system tells it.
package struct SystemCallError: Error, CustomStringConvertible {
  package let call: String
  /// As errno has it.
  package let number: CInt

  /// - Parameter call: the call, and where that says more what it was about.
  package init(_ call: String, number: CInt = errno) {
    self.call = call
    self.number = number
  }

  package var description: String {
    var text = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &text, text.count) == 0 else { return "error \(number) (\(call))" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + " (\(call))"
  }
}
