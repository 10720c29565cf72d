/// To which addresses a server's name may lead. Asked about each socket before it connects, so that it holds whatever
/// a name server says, and however soon it says something else.
package struct ConnectionPolicy: Sendable, Equatable {
  private enum Reach: Equatable {
    case anywhere
    case publicAddresses
    case machineItself
    case only(IPAddress)
  }

  private let reach: Reach

  private init(_ reach: Reach) { self.reach = reach }

  /// For what the owner of the settings has named or allowed.
  package static let anywhere = ConnectionPolicy(.anywhere)

  /// Public addresses; others only where `host` is that very address, or is `localhost`, which is this machine.
  ///
  /// - Parameter host: of a URL, as curl's parser gives it: IPv6 in brackets and without its interface, IPv4 in four numbers.
  static func publicAddresses(orNamedBy host: String) -> ConnectionPolicy {
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host[...]
    if let address = IPAddress(bare) { return ConnectionPolicy(.only(address)) }
    return ConnectionPolicy(host.lowercased() == "localhost" ? .machineItself : .publicAddresses)
  }

  /// Why an address may not be connected to, for people; `nil` where it may.
  func refusal(of address: IPAddress) -> String? {
    let isAllowed =
      switch reach {
      case .anywhere: true
      case .publicAddresses: address.whyNotPublic == nil
      case .machineItself: address.isLoopback
      case .only(let named): address == named
      }
    guard !isAllowed else { return nil }
    return "its name leads to \(address), \(address.whyNotPublic ?? "another address than the one that is written"), "
      + "and was not connected to; where that is meant, set allow_private: yes, or write the address itself in the url"
  }
}
