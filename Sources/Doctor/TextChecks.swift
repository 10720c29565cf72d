import Diagnostics
import RuleLanguage
import SafeText

/// The settings file, as `watchword check` reads it.
struct SettingsCheck: DoctorCheck {
  let name = "settings"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    guard let file = environment.settingsFile else {
      return [.ok(self, "there is no settings file here; everything has its default")]
    }
    let errors = environment.settingsDiagnostics.count { $0.severity == .error }
    if errors > 0 {
      return [
        .error(
          self,
          "\(file) has \(errors.counted("error")): a daemon does not start with it, and one that runs keeps what it had",
          advice: "`watchword check --settings \(file)` shows each at its place")
      ]
    }
    let warnings = environment.settingsDiagnostics.count
    guard warnings == 0 else {
      return [
        .warning(
          self, "\(file) has \(warnings.counted("warning"))", advice: "`watchword check --settings \(file)` shows them")
      ]
    }
    return [.ok(self, "\(file) is right")]
  }
}

/// The rules folder, as the daemon would load it.
struct RulesCheck: DoctorCheck {
  let name = "rules"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    let folder = environment.rules
    guard Folder.isFolder(folder) else {
      return [
        .error(
          self, "there is no rules folder \(folder): what a daemon had last runs on, and nothing else",
          advice: "put it back, or name the right one with `rules:` in the settings or --rules")
      ]
    }
    let load = RuleFolder.load(folder)
    let errors = load.diagnostics.count { $0.severity == .error }
    let count = load.ruleSet.enabledRuleCount
    var findings: [Finding] = []
    if errors > 0 {
      findings.append(
        .error(
          self,
          "\(errors.counted("error")) in the rules of \(folder): what is wrong runs on as it worked last, or is off",
          advice: "`watchword check \(folder)` shows each at its place"))
    }
    if count == 0 {
      findings.append(
        .warning(
          self, "there are no rules in \(folder), so nothing will match",
          advice: "write one, as in Documentation/Tutorial.md"))
    }
    return findings.isEmpty ? [.ok(self, "\(count.counted("rule")) in \(folder), no errors")] : findings
  }
}
