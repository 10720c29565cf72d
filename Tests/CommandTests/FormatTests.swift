import BlockingTests
import DaemonHarness
import Foundation
import Testing

@Suite(.blocking) struct FormatTests {
  private static let untidy = "rules:\n  - id:  apple\n    match:  apple   OR pear   # fruit\n"
  private static let tidy = "rules:\n  - id: apple\n    match: apple OR pear   # fruit\n"

  private func path(_ folder: WorkFolder, _ name: String) -> String { folder.path + "/rules/" + name }
  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func filesAreLaidOutInPlaceWithTheirMode() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.untidy)
      try folder.writeRules(Self.tidy.replacing("apple", with: "plum"), file: "b.yaml")
      let file = path(folder, "rules.yaml")
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
      let outcome = try Outcome(["fmt"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output == ["changed rules/rules.yaml", "2 files: 1 changed"])
      #expect(try text(file) == Self.tidy)
      #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o640)
      // Nothing is left beside it, and nothing is left to do.
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/rules")
      #expect(names.sorted() == ["b.yaml", "rules.yaml"])
      #expect(try Outcome(["fmt", "rules"], in: folder).output == ["2 files: 0 changed"])
    }
  }

  @Test func checkTellsAndWritesNothing() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.untidy)
      let outcome = try Outcome(["fmt", "--check", "rules/rules.yaml"], in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.output == [
          "rules/rules.yaml would change", "  2: -  - id:  apple", "  3: -    match:  apple   OR pear   # fruit",
          "  2: +  - id: apple", "  3: +    match: apple OR pear   # fruit", "1 file: 1 would change",
        ])
      #expect(try text(path(folder, "rules.yaml")) == Self.untidy)
      try folder.writeRules(Self.tidy)
      #expect(try Outcome(["fmt", "--check"], in: folder).status == 0)
    }
  }

  @Test func aFileWithErrorsIsLeftAloneAndTheOthersAreNot() throws {
    try withWorkFolder { folder in
      try folder.writeRules(brokenRule + "\n\n\n")
      try folder.writeRules(Self.untidy, file: "b.yaml")
      let outcome = try Outcome(["fmt"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("rules/rules.yaml is left as it is"))
      #expect(outcome.output == ["changed rules/b.yaml", "2 files: 1 changed, 1 left alone because of errors"])
      #expect(try text(path(folder, "rules.yaml")) == brokenRule + "\n\n\n")
      #expect(try Outcome(["fmt", "nowhere"], in: folder).status == 2)
    }
  }

  @Test func aLinkStaysOneAndItsFileIsWritten() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.untidy)
      let link = folder.path + "/link.yaml"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "rules/rules.yaml")
      #expect(try Outcome(["fmt", "link.yaml"], in: folder).status == 0)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "rules/rules.yaml")
      #expect(try text(path(folder, "rules.yaml")) == Self.tidy)
    }
  }

  @Test func aFileWithTwoNamesIsLeftAlone() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.untidy)
      let other = folder.path + "/other.yaml"
      try FileManager.default.linkItem(atPath: path(folder, "rules.yaml"), toPath: other)
      let outcome = try Outcome(["fmt"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("rules/rules.yaml: it has 2 names (hard links)"))
      #expect(outcome.output == ["1 file: 0 changed, 1 left alone because of errors"])
      #expect(try text(other) == Self.untidy)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/rules")
      #expect(names == ["rules.yaml"])
    }
  }
}
