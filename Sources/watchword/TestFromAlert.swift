import AlertStore
import Articles
import Diagnostics
import Glibc
import Hashing
import RuleLanguage
import RuleTesting
import StrictYAML

/// Writes the article of an alert into the tests of the rule that raised it.
struct TestFromAlert {
  /// Why nothing was written. Not safe to show.
  struct Failure: Error {
    let message: String
  }

  let found: AlertArticle
  let expectsMatch: Bool
  /// Whether the daemon refuses a rule that fails a test of its own.
  let areTestsRequired: Bool
  private let choice: RuleChoice
  private let verdict: RuleVerdict
  /// The rules folder, or that of the rule file that was named.
  private let base: String

  private var rule: Rule { choice.rule }
  private var file: String { rule.location.file }
  /// To open the rule file, and for people.
  private var path: String { RulePath.path(of: file, in: base) }
  /// That in which the rule file lies.
  private var folder: String { RuleFolder.base(of: path) }

  /// - Throws: `RuleChoice.Failure`, `Failure`.
  init(_ found: AlertArticle, expectsMatch: Bool, rules: String, areTestsRequired: Bool) throws {
    self.areTestsRequired = areTestsRequired
    self.found = found
    self.expectsMatch = expectsMatch
    choice = try RuleChoice(found.alert.rule.id, in: rules)
    base = RuleFolder.base(of: rules)
    guard let verdict = RuleVerdict(choice.rule, in: choice.load.ruleSet) else {
      throw Failure(message: "the rule \(found.alert.rule.id) cannot be used as it is; watchword check says why")
    }
    self.verdict = verdict
  }

  /// What is said of a test that was written, or was there.
  ///
  /// - Throws: `Failure`, `FileError`, `ArticleError`.
  func write() throws -> [String] {
    if let test = existing() { return try said(of: test) }
    let isTrue = try verdict.isTrue(of: found.article)
    let choice = try self.choice(isTrue)
    try checkPlace(path)
    guard let source = self.choice.load.sources[file] else { throw Failure(message: "\(path) cannot be read") }
    let insertion = try insertion(choice, into: source)
    let made = try choice.file.map { try makeArticle($0) }
    do {
      try TextFile.replace(path, source.bytes, with: insertion.bytes)
    } catch {
      if case .some(.some(let path)) = made { unlink(path) }
      throw Failure(message: "\(path): \(error.message)")
    }
    var lines = ["\(path):\(insertion.line): a test of \(rule.id), expect: \(expectation)"]
    if let file = choice.file {
      lines.append("\(folder)/\(Self.articleFolder)/\(file.name): its article")
      if let problem = found.originalProblem { lines.append("It is made from what is stored: \(problem)") }
    }
    lines.append(result(choice.isTrue, storedIsTrue: isTrue))
    if choice.isTrue != expectsMatch, areTestsRequired {
      lines.append("Until it does, the daemon runs the rule's last good version on (require_tests: yes).")
    }
    return lines
  }

  private var expectation: String { expectsMatch ? "match" : "no match" }

  // MARK: What is there

  /// A test of the rule with the same article.
  private func existing() -> RuleTest? {
    rule.tests.first { test in
      guard test.source == nil || test.source == found.article.metadata.source else { return false }
      switch test.input {
      case .text: return found.written.map { test.input.isSame(as: $0) } ?? false
      case .article(let path): return isArticle(path.hasPrefix("/") ? path : "\(folder)/\(path)")
      }
    }
  }

  private func isArticle(_ path: String) -> Bool {
    // One that cannot be read is another one; watchword test tells of it.
    guard let bytes = try? TextFile.read(path, maximumBytes: ArticleLimits().maximumFileBytes) else { return false }
    return SHA256Digest(of: bytes.span).hex == found.history.hash || found.files.contains { $0.bytes == bytes }
  }

  private func said(of test: RuleTest) throws -> [String] {
    let place = "\(path):\(test.location.line)"
    guard test.expectsMatch == expectsMatch else {
      throw Failure(
        message:
          "\(place): there is a test with this article, which expects the opposite; change that one, or delete it")
    }
    return ["\(place): there is a test with this article already; nothing was changed"]
  }

  // MARK: What is written

  private struct Choice {
    var input: RuleTest.Input
    var file: AlertArticle.File?
    var source: String?
    /// Whether the rule is true of it, as a test reads it.
    var isTrue: Bool
  }

  static let articleFolder = "tests"

  /// The shortest form of which the rule says what it says of the article itself: a short text has neither metadata nor captions,
  /// and the rule may ask for them. Otherwise the truest form.
  private func choice(_ isTrue: Bool) throws -> Choice {
    var choices: [Choice] = []
    func add(_ input: RuleTest.Input, _ file: AlertArticle.File? = nil, _ article: Article) throws {
      for source in Set([nil, found.article.metadata.source]).sorted(by: { a, _ in a == nil }) {
        var article = article
        article.metadata.source = source
        choices.append(
          Choice(input: input, file: file, source: source, isTrue: try verdict.isTrue(of: article)))
      }
    }
    if let input = found.written, let article = input.writtenArticle { try add(input, nil, article) }
    for file in found.files { try add(.article(path: "\(Self.articleFolder)/\(file.name)"), file, file.article) }
    if let choice = choices.first(where: { $0.isTrue == isTrue }) ?? choices.first(where: { $0.file != nil })
      ?? choices.first
    {
      return choice
    }
    throw Failure(message: "the article has no text that a test could have")
  }

  private func insertion(_ choice: Choice, into source: SourceText) throws -> TestInsertion {
    do {
      return try TestInsertion(
        of: choice.input, from: choice.source, expectsMatch: expectsMatch, comment: "alert \(found.alert.id)",
        into: source, rule: rule.id)
    } catch TestInsertion.Refusal.noPlace {
      throw Failure(
        message: "\(path):\(rule.location.line): a test cannot be added to \(rule.id) without changing something else: "
          + "write its tests as a list, a dash before each, as in the documentation of rule files")
    } catch {
      throw Failure(message: "\(path): the rule \(rule.id) is not there any more")
    }
  }

  /// - Returns: its path where it is new; `nil` where it was there.
  private func makeArticle(_ file: AlertArticle.File) throws -> String? {
    let folder = "\(folder)/\(Self.articleFolder)"
    if mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw Failure(message: "the folder \(folder) cannot be made: \(String(cString: strerror(errno)))")
    }
    try checkPlace(folder)
    let path = "\(folder)/\(file.name)"
    do throws(FileError) {
      try TextFile.create(path, with: file.bytes)
      return path
    } catch {
      guard error.code == "exists", (try? TextFile.read(path, maximumBytes: file.bytes.count)) == file.bytes else {
        throw Failure(message: "\(path): \(error.message)")
      }
      return nil
    }
  }

  /// A link may lead out of the rules folder: what lies there is not ours to write.
  private func checkPlace(_ path: String) throws {
    guard let real = Self.realPath(path), let folder = Self.realPath(base) else {
      throw Failure(message: "\(path): \(String(cString: strerror(errno)))")
    }
    guard real.utf8.starts(with: (folder == "/" ? folder : folder + "/").utf8) else {
      throw Failure(message: "\(path) is a link that leads out of \(base), to \(real); nothing is written there")
    }
  }

  private static func realPath(_ path: String) -> String? {
    // A null-terminated path that we own, or null.
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  // MARK: What it gives

  private func result(_ isTrue: Bool, storedIsTrue: Bool) -> String {
    if isTrue == expectsMatch { return "It passes." }
    if isTrue { return "It does not pass yet: the rule matches. Change the rule until watchword test passes." }
    return storedIsTrue
      ? "It does not pass: the rule matches the article as it came in, and not as a test has it, which is without captions and "
        + "furniture where its file is not kept. Shorten what the rule asks for, or delete the test."
      : "It does not pass: the rule as it is now does not match. It has changed since, or the article has."
  }
}
