/// Who answers for rules, and who does while they are away. Pure.
///
/// While an owner is away his deputy's endpoints are told as well, not in place of his own: he may be looking all the same. It goes
/// one step: a deputy who is away himself has nobody told for him, so that deputies of each other make no circle.
package struct Owners: Sendable, Equatable {
  package struct Owner: Sendable, Equatable {
    /// As a rule names it.
    package var name: String
    package var endpoints: [String]
    package var deputy: String?
    package var away: [Away]

    package init(name: String, endpoints: [String], deputy: String? = nil, away: [Away] = []) {
      self.name = name
      self.endpoints = endpoints
      self.deputy = deputy
      self.away = away
    }
  }

  /// From one moment to before another one, in milliseconds since 1970.
  package struct Away: Sendable, Equatable {
    package var from: Int64
    package var until: Int64
    /// As people write it, to be shown.
    package var lastDay: String

    package init(from: Int64, until: Int64, lastDay: String) {
      self.from = from
      self.until = until
      self.lastDay = lastDay
    }
  }

  /// Somebody who stands in for an owner.
  struct Deputy: Equatable {
    /// Where the owner himself is told.
    let ownerEndpoints: [String]
    let endpoints: [String]
    /// As in `the deputy of anna, who is away until 2027-01-05`.
    let reason: String
  }

  package var owners: [Owner]

  package init(_ owners: [Owner] = []) { self.owners = owners }

  /// The endpoints that are told of notices about the rules of an owner; none for one who is not known.
  package func endpoints(ofOwner name: String?, at now: Int64) -> [String] {
    guard let owner = owner(name) else { return [] }
    let others = deputy(ofOwner: name, at: now)?.endpoints ?? []
    return owner.endpoints + others.filter { !owner.endpoints.contains($0) }
  }

  /// `nil` while the owner is there, or has no deputy, or is not known.
  func deputy(ofOwner name: String?, at now: Int64) -> Deputy? {
    guard let owner = owner(name), let deputy = self.owner(owner.deputy) else { return nil }
    let away = owner.away.filter { $0.from <= now && now < $0.until }
    guard let last = away.max(by: { $0.until < $1.until }) else { return nil }
    return Deputy(
      ownerEndpoints: owner.endpoints, endpoints: deputy.endpoints,
      reason: "the deputy of \(owner.name), who is away until \(last.lastDay)")
  }

  private func owner(_ name: String?) -> Owner? { name.flatMap { name in owners.first { $0.name == name } } }
}
