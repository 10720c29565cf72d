import ArgumentParser
import Diagnostics
import Settings

/// Which settings file.
struct SettingsFileOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Settings file (default: watchword.yaml in this folder, if there is one).", valueName: "file"))
  var settings: String?

  /// The file to read, or `nil` where there is none.
  var path: String? { SettingsFile.find(named: settings) }

  /// The settings, or the defaults where there is no file. Mistakes are told on standard error.
  ///
  /// - Returns: `nil` where there are errors.
  func load() -> WatchwordSettings? {
    guard let path else { return WatchwordSettings() }
    let load = SettingsFile.load(path)
    DiagnosticOutput.tell(load.diagnostics, sources: load.source.map { [$0.file: $0] } ?? [:])
    return load.hasErrors ? nil : load.settings
  }

  /// The rules folder that the settings name.
  ///
  /// - Throws: `ExitCode` where they are wrong, which has been told.
  func rulesFolder() throws -> String {
    guard let settings = load() else { throw ExitCode.error }
    return settings.rules
  }
}

/// Where the rules are.
struct RulesOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Folder of rule files, or one file (default: as in the settings, otherwise rules).", valueName: "folder"))
  var rules: String?

  /// As the command line has it, otherwise as the settings do.
  ///
  /// - Throws: `ExitCode` where those are needed and wrong, which has been told.
  func folder(_ settingsFile: SettingsFileOption) throws -> String { try rules ?? settingsFile.rulesFolder() }
}

/// Where the state is.
struct StateOptions: ParsableArguments {
  @OptionGroup var settingsFile: SettingsFileOption

  @Option(
    name: .long, help: ArgumentHelp("Folder that the daemon keeps its state in (default: state).", valueName: "folder"))
  var state: String?

  /// As the command line has it, otherwise as the settings do; `nil` where those are needed and wrong.
  func folder() -> String? { state ?? settingsFile.load()?.state }

  /// The settings with that folder in them; those that are the default where only the folder is needed and was given. `nil`
  /// where they are needed and wrong.
  func settings() -> WatchwordSettings? {
    guard let state else { return settingsFile.load() }
    var settings = WatchwordSettings()
    settings.state = state
    return settings
  }
}

/// Where things are: the settings file, and what the command line puts in its place.
struct SettingsOptions: ParsableArguments {
  @OptionGroup var stateOptions: StateOptions

  @Option(
    name: .long, help: ArgumentHelp("Folder that articles are dropped into (default: inbox).", valueName: "folder"))
  var inbox: String?

  @Option(name: .long, help: ArgumentHelp("Folder of rule files (default: rules).", valueName: "folder"))
  var rules: String?

  /// The settings, with what the command line puts in their place. Mistakes are told on standard error.
  ///
  /// - Returns: `nil` where there are errors.
  func load() -> WatchwordSettings? {
    guard var settings = stateOptions.settingsFile.load() else { return nil }
    if let inbox { settings.inbox = inbox }
    if let rules { settings.rules = rules }
    if let state = stateOptions.state { settings.state = state }
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
