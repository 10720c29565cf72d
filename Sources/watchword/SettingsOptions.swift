import ArgumentParser
import Diagnostics
import Settings

/// Where things are: the settings file, and what the command line puts in its place.
struct SettingsOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Settings file (default: watchword.yaml in this folder, if there is one).", valueName: "file"))
  var settings: String?

  @Option(
    name: .long, help: ArgumentHelp("Folder that articles are dropped into (default: inbox).", valueName: "folder"))
  var inbox: String?

  @Option(name: .long, help: ArgumentHelp("Folder of rule files (default: rules).", valueName: "folder"))
  var rules: String?

  @Option(
    name: .long, help: ArgumentHelp("Folder that the daemon keeps its state in (default: state).", valueName: "folder"))
  var state: String?

  /// The settings, with what the command line puts in their place. Mistakes are told on standard error.
  ///
  /// - Returns: `nil` where there are errors.
  func load() -> WatchwordSettings? {
    var settings = WatchwordSettings()
    if let file = SettingsFile.find(named: self.settings) {
      let load = SettingsFile.load(file)
      DiagnosticOutput.tell(load.diagnostics, sources: load.source.map { [$0.file: $0] } ?? [:])
      if load.hasErrors { return nil }
      settings = load.settings
    }
    if let inbox { settings.inbox = inbox }
    if let rules { settings.rules = rules }
    if let state { settings.state = state }
    return settings
  }
}

/// Diagnostics on standard error, in colour where a person looks on.
enum DiagnosticOutput {
  static func tell(_ diagnostics: [Diagnostic], sources: [String: SourceText]) {
    guard !diagnostics.isEmpty else { return }
    let isColoured = Terminal.usesColour(isTerminal: Terminal.isErrorTerminal)
    Terminal.writeError(DiagnosticRenderer(sources: sources, isColoured: isColoured).render(diagnostics))
  }
}
