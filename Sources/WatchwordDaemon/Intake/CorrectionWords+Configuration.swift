import Corrections
import Diagnostics

extension CorrectionWords {
  /// Those of the settings, or those that come with the program.
  /// - Throws: `ConfigurationError`, with every mistake at its place.
  static func load(for configuration: DaemonConfiguration) throws -> CorrectionWords {
    let load = load(configuration.corrections)
    guard let words = load.words else {
      throw ConfigurationError(
        description: "the words of denial and correction cannot be used:\n"
          + DiagnosticRenderer(sources: load.sources).render(load.diagnostics))
    }
    return words
  }
}
