/// One event of inotify(7), as the kernel writes it.
struct InotifyEvent: Equatable {
  var watch: Int32
  var mask: UInt32
  /// Without the NULs behind it; empty for an event of the watched folder itself.
  var name: [UInt8]

  func has(_ bit: Int32) -> Bool { mask & UInt32(bitPattern: bit) != 0 }
  func has(_ bit: UInt32) -> Bool { mask & bit != 0 }
  func has(_ bit: Int) -> Bool { mask & UInt32(truncatingIfNeeded: bit) != 0 }

  /// The events in what one read(2) gave. A broken tail, which the kernel never writes, ends the list.
  static func decode(_ bytes: ArraySlice<UInt8>) -> [InotifyEvent] {
    var events: [InotifyEvent] = []
    var rest = bytes
    while rest.count >= 16 {
      let length = Int(word(rest, 12))
      guard rest.count - 16 >= length else { break }
      let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
      events.append(InotifyEvent(watch: Int32(bitPattern: word(rest, 0)), mask: word(rest, 4), name: Array(name)))
      rest = rest.dropFirst(16 + length)
    }
    return events
  }

  /// Four bytes in the order of the machine, at an offset that lies inside.
  private static func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
    let start = bytes.startIndex + offset
    let value = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    return UInt32(littleEndian: value).littleEndian
  }
}
