// What endpoints on this machine do, in words.

extension DeliveryTrace {
  /// - Parameter environment: as `NAME=value`; its values are the owner's, and not shown.
  func willRun(_ exec: ExecConfiguration, environment: [String], input: [UInt8]) {
    note("runs " + exec.command.map { "\"\($0)\"" }.joined(separator: " "))
    note("with " + environment.map { String($0.prefix { $0 != "=" }) }.joined(separator: " ") + " in its environment")
    sent(input)
  }

  func hasRun(_ end: ProgramEnd, error: ErrorTail) {
    received(error.whole)
    switch end {
    case .exited(let status): note("exit status \(status)")
    case .killed(let signal): note("ended by signal \(signal)")
    case .late: note("ended because its time was over")
    case .stopped, .notStarted: break
    }
  }

  func willTellJournal(_ fields: [[UInt8]]) {
    note("tells the journal at \(JournalCalls.socketPath)")
    for field in fields { sent(field + [UInt8(ascii: "\n")]) }
  }

  func willTellSyslog(_ server: SyslogServer, _ messages: [[UInt8]]) {
    note("tells the syslog server at \(server)")
    for message in messages { sent(message + [UInt8(ascii: "\n")]) }
  }
}
