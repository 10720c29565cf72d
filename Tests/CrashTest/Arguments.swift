import Glibc

/// What `crash-test` is asked to prove, and on which program.
struct Arguments {
  static let usage = """
    usage: crash-test --program PATH [--articles 20000] [--kills 200] [--seed NUMBER]
           crash-test points --program PATH-OF-A-DEBUG-BUILD [--kills 1000] [--seed NUMBER]
           crash-test power --program PATH-OF-A-DEBUG-BUILD [--cuts 200] [--seed NUMBER]
           crash-test deliveries --program PATH-OF-A-DEBUG-BUILD [--kills 50] [--seed NUMBER]
           crash-test faults --program PATH-OF-A-DEBUG-BUILD [--seed NUMBER]
    """

  /// Those with names; without one it is killed at random moments.
  enum Proof: String {
    case points, power, deliveries, faults

    /// Beside --program and --seed.
    var options: [String] {
      switch self {
      case .points, .deliveries: ["--kills"]
      case .power: ["--cuts"]
      case .faults: []
      }
    }
  }

  /// For the person who typed them.
  struct Mistake: Error { let description: String }

  let proof: Proof?
  let program: String
  let seed: UInt64
  /// One or more each; `nil` for as many as usual.
  let articles, kills, cuts: Int?

  init(_ words: ArraySlice<String>) throws {
    var words = words
    proof = words.first.flatMap(Proof.init)
    if proof != nil { words.removeFirst() }
    let known = ["--program", "--seed"] + (proof?.options ?? ["--articles", "--kills"])
    var values: [String: String] = [:]
    while let name = words.popFirst() {
      guard known.contains(name) else {
        throw Mistake(description: "there is no \(name) here; the options are \(known.joined(separator: ", "))")
      }
      guard let value = words.popFirst() else { throw Mistake(description: "\(name) has no value") }
      values[name] = value
    }
    guard let program = values["--program"] else {
      throw Mistake(description: "--program PATH is missing: the watchword to try")
    }
    guard access(program, X_OK) == 0 else { throw Mistake(description: "there is no program \(program)") }
    // The daemon is started in a folder of its own.
    guard let path = realpath(program, nil) else { throw Mistake(description: "there is no program \(program)") }
    self.program = String(cString: path)
    free(path)
    seed = try Self.number("--seed", values, from: 0) ?? UInt64.random(in: 0...9999)
    articles = try Self.number("--articles", values, from: 1)
    kills = try Self.number("--kills", values, from: 1)
    cuts = try Self.number("--cuts", values, from: 1)
  }

  private static func number<Number: FixedWidthInteger>(
    _ name: String, _ values: [String: String], from least: Number
  ) throws -> Number? {
    guard let text = values[name] else { return nil }
    guard let number = Number(text), number >= least else {
      throw Mistake(description: "\(name) wants a number from \(least), not \(text)")
    }
    return number
  }
}
