import ArgumentParser
import Diagnostics
import RuleLanguage
import SafeText
import StrictYAML

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Give rule files their layout.",
    discussion: """
      Queries get one space between words and operators, lines of at most 100 columns that begin with an operator, and \
      indentation within parentheses; your own line breaks at operators stay. Of YAML only white space changes: at line \
      ends, behind keys and dashes, more than one blank line; line ends of Windows (CR LF) become those of Linux (LF). Everything else, comments included, stays as it is, and \
      the rules say what they said before. A file with mistakes is left alone. A symbolic link stays one; the file that \
      it leads to is written. A file with several names (hard links) is left alone.

      EXAMPLES
        watchword fmt                     the rules folder
        watchword fmt rules/desk.yaml
        watchword fmt --check rules       for build servers and before a commit
        watchword fmt - <draft.yaml       from standard input to standard output

      Exit status: 0 all is laid out, 1 with --check: some files are not, 2 errors.
      """)

  @Flag(name: .long, help: "Write nothing; tell which files would change, and how.")
  var check = false

  @OptionGroup var settingsFile: SettingsFileOption

  @Argument(
    help: "Folders of rule files, or single files; - for standard input (default: as in the settings, otherwise rules)."
  )
  var paths: [String] = []

  func run() throws {
    var tally = Tally()
    for path in paths.isEmpty ? [try settingsFile.rulesFolder()] : paths {
      if path == "-" { formatStandardInput(&tally) } else { format(path, &tally) }
    }
    if !paths.contains("-") { Terminal.writeOutput(tally.summary(isCheck: check) + "\n") }
    if tally.failed > 0 { throw ExitCode.error }
    if check, tally.changed > 0 { throw ExitCode.failure }
  }

  private struct Tally {
    var files = 0
    var changed = 0
    var failed = 0

    func summary(isCheck: Bool) -> String {
      var parts = ["\(changed) \(isCheck ? "would change" : "changed")"]
      if failed > 0 { parts.append("\(failed) left alone because of errors") }
      return "\(files) \(files == 1 ? "file" : "files"): \(parts.joined(separator: ", "))"
    }
  }

  private func format(_ path: String, _ tally: inout Tally) {
    let found = RuleFilesToFormat.read(path)
    DiagnosticOutput.tell(found.diagnostics, sources: [:])
    if found.diagnostics.hasErrors { tally.failed += 1 }
    let base = RuleFolder.base(of: path)
    for file in found.files {
      tally.files += 1
      let name = RulePath.path(of: file.name, in: base)
      do throws(FileError) {
        let bytes = try file.content.get()
        guard let result = laidOut(bytes, name, &tally) else { continue }
        if !check { try TextFile.replace(file.path, bytes, with: result) }
        tally.changed += 1
        Terminal.writeOutput(check ? LineDifference.text(bytes, result, file: name) : "changed \(name.safeToShow)\n")
      } catch {
        tally.failed += 1
        Terminal.tell("\(name): \(error.message)")
      }
    }
  }

  private func formatStandardInput(_ tally: inout Tally) {
    tally.files += 1
    let name = StandardInput.name
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try StandardInput.read(maximumBytes: RuleFolder.maximumFileBytes)
    } catch {
      tally.failed += 1
      return Terminal.tell("\(name): \(error.message)")
    }
    let failed = tally.failed
    let result = laidOut(bytes, name, &tally)
    if result != nil { tally.changed += 1 }
    if check {
      if let result { Terminal.writeOutput(LineDifference.text(bytes, result, file: name)) }
    } else if tally.failed == failed {
      Terminal.writeOutput(String(decoding: result ?? bytes, as: UTF8.self))
    }
  }

  /// `nil` where nothing changes; mistakes are told and counted.
  private func laidOut(_ bytes: [UInt8], _ file: String, _ tally: inout Tally) -> [UInt8]? {
    let source = SourceText(bytes: bytes, file: file)
    switch RuleFileFormatter.format(source) {
    case .formatted(let result): return result == bytes ? nil : result
    case .hasErrors(let diagnostics):
      DiagnosticOutput.tell(diagnostics, sources: [file: source])
      Terminal.writeError("watchword: \(file.safeToShow) is left as it is: mend the mistakes first")
    case .differs:
      Terminal.writeError(
        "watchword: \(file.safeToShow) is left as it is: laid out, it would not say the same, which is a fault of watchword"
      )
    }
    tally.failed += 1
    return nil
  }
}
