/// Which list uses which. Never recursive: the depth comes from input.
struct ListGraph {
  /// Every list after all that it uses; those on cycles in any order.
  let bottomUp: [String]
  /// For each name where a walk met itself, one round of names; the last uses the first.
  let cycles: [[String]]
  /// How many lists lie below each one.
  private let depths: [String: Int]

  /// References to names that are not there are passed over.
  init(_ references: [String: [String]]) {
    var order: [String] = []
    var cycles: [[String]] = []
    var depths: [String: Int] = [:]
    var positionOnPath: [String: Int] = [:]
    for root in references.keys.sorted() where depths[root] == nil {
      var path: [(name: String, next: Int)] = [(root, 0)]
      positionOnPath[root] = 0
      while let (name, next) = path.last {
        let below = references[name] ?? []
        guard next < below.count else {
          path.removeLast()
          positionOnPath[name] = nil
          depths[name] = below.compactMap { depths[$0] }.max().map { $0 + 1 } ?? 0
          order.append(name)
          continue
        }
        path[path.count - 1].next += 1
        let used = below[next]
        if let position = positionOnPath[used] {
          cycles.append(path[position...].map(\.name))
        } else if references[used] != nil, depths[used] == nil {
          positionOnPath[used] = path.count
          path.append((used, 0))
        }
      }
    }
    bottomUp = order
    self.cycles = cycles
    self.depths = depths
  }

  /// The lists with so many levels of lists below them.
  func atDepth(_ depth: Int) -> [String] { bottomUp.filter { depths[$0] == depth } }
}
