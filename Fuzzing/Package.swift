// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// What is tried is open to its own package only, so its targets stand here too, by a link to their sources. Their
/// dependencies are those of Watchword's Package.swift.
func engine(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Engine/\(name)", swiftSettings: strict)
}

func systemLibrary(_ name: String, pkgConfig: String) -> Target {
  .systemLibrary(name: name, path: "Engine/\(name)", pkgConfig: pkgConfig)
}

// A package of its own, because everything in it is built for the fuzzer.
let package = Package(
  name: "watchword-fuzzing",
  targets: [
    systemLibrary("CLibYAML", pkgConfig: "yaml-0.1"),
    systemLibrary("CCrypto", pkgConfig: "libcrypto"),
    systemLibrary("CICULibrary", pkgConfig: "icu-uc"),
    .systemLibrary(name: "CSnowball", path: "Engine/CSnowball"),
    .target(name: "CProcessor", path: "Engine/CProcessor"),
    .target(name: "CICU", dependencies: ["CICULibrary"], path: "Engine/CICU"),
    engine("SafeText"),
    engine("Diagnostics", ["SafeText"]),
    engine("StrictYAML", ["CLibYAML", "Diagnostics"]),
    engine("Languages"),
    engine("CivilDate"),
    engine("PersonNames"),
    engine("UzbekWords"),
    .target(name: "CRE2", path: "Engine/CRE2", linkerSettings: [.linkedLibrary("re2")]),
    engine("RegularExpressions", ["CRE2"]),
    engine("Hashing", ["CCrypto"]),
    engine("Articles", ["CLibYAML", "CivilDate"]),
    engine("TextAnalysis", ["Articles", "Languages", "CICU", "CProcessor", "CSnowball"]),
    engine(
      "RuleLanguage",
      [
        "PersonNames", "UzbekWords", "RegularExpressions", "Diagnostics", "StrictYAML", "Hashing", "CivilDate",
        "Languages",
      ]),
    engine(
      "Percolation",
      [
        "CProcessor", "Articles", "TextAnalysis", "RuleLanguage", "Languages", "PersonNames", "UzbekWords",
        "RegularExpressions",
        "Diagnostics",
      ]),
    engine("QueryImport", ["RuleLanguage", "Diagnostics", "Languages", "CivilDate"]),
    .target(
      name: "FuzzTargets",
      dependencies: ["Percolation", "RuleLanguage", "TextAnalysis", "Articles", "QueryImport", "Diagnostics"],
      path: "Tests/FuzzTargets", swiftSettings: strict),
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzTargets"],
      // libFuzzer has the main function.
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
  ],
  cLanguageStandard: .gnu11,
  cxxLanguageStandard: .cxx17
)
