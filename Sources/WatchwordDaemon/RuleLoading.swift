import AlertStore
import CLinux
import Diagnostics
import Foundation
import Logging
import Percolation
import RuleLanguage

/// Reads the rules folder, falls back on what worked last, and keeps what is in force with the state.
struct RuleLoading {
  let folder: String
  let store: AlertStore
  let log: Logger

  struct Loaded {
    var index: RuleIndex
    var ruleCount: Int
    var endpointsNamed: Set<String>
  }

  /// What can be used is used, whatever else is wrong; every mistake is told.
  ///
  /// - Parameters:
  ///   - inForce: the rules that these follow; where few are different, only they are compiled.
  ///   - frequencies: how often terms were seen in the stream so far.
  func load(inForce: RuleIndex? = nil, frequencies: TermFrequencies = TermFrequencies()) -> Loaded {
    let loaded = read(inForce, frequencies)
    // Files and syntax trees took several times the memory of what is left of them, and small pieces of that are freed
    // between others: malloc would keep the pages for a next load that may never come.
    watchword_return_free_memory()
    return loaded
  }

  private func read(_ inForce: RuleIndex?, _ frequencies: TermFrequencies) -> Loaded {
    let load = RuleFolder.load(folder, lastGood: lastGood())
    let (index, more) =
      inForce?.updated(to: load.ruleSet, frequencies: frequencies)
      ?? RuleIndex.build(load.ruleSet, frequencies: frequencies)
    tell(load.diagnostics + more, sources: load.sources)
    keep(load.definitions)
    var loaded = Loaded(index: index, ruleCount: 0, endpointsNamed: [])
    for rule in load.ruleSet.rules where rule.head.isEnabled {
      loaded.ruleCount += 1
      loaded.endpointsNamed.formUnion(rule.head.notify)
    }
    return loaded
  }

  private func tell(_ diagnostics: [Diagnostic], sources: [String: SourceText]) {
    guard !diagnostics.isEmpty else { return }
    let renderer = DiagnosticRenderer(sources: sources)
    for diagnostic in diagnostics {
      let text = renderer.render(diagnostic)
      let level: Logger.Level = diagnostic.severity == .error ? .error : .warning
      log.log(level: level, "\(text)", metadata: MessageHandler.laidOut)
    }
  }

  private func lastGood() -> RuleDefinitions? {
    do {
      let decoder = JSONDecoder()
      let files = try store.loadDefinitions().map { try decoder.decode(RuleDefinitions.self, from: Data($0.utf8)) }
      return RuleDefinitions(joining: files)
    } catch {
      log.warning("the rules that worked last cannot be read back: \(error); a wrong rule is off until it is mended")
      return nil
    }
  }

  private func keep(_ definitions: RuleDefinitions) {
    let texts = definitions.byFile.mapValues { Optional($0.json) }
    store.submit(.definitions(texts, all: true, milliseconds: WallClock.milliseconds())) { [log] result in
      guard case .failure(let error) = result else { return }
      log.warning("the rules in force could not be kept: \(error.message)")
    }
  }
}
