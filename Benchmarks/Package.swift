// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// What is measured is open to its own package only, so its targets stand here too, by a link to their sources. Their
/// dependencies are those of Watchword's Package.swift.
func engine(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Engine/\(name)", swiftSettings: strict)
}

func systemLibrary(_ name: String, pkgConfig: String) -> Target {
  .systemLibrary(name: name, path: "Engine/\(name)", pkgConfig: pkgConfig)
}

// A package of its own, so that users of Watchword do not build its benchmarks.
let package = Package(
  name: "watchword-benchmarks",
  dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")],
  targets: [
    systemLibrary("CLibYAML", pkgConfig: "yaml-0.1"),
    systemLibrary("CCrypto", pkgConfig: "libcrypto"),
    systemLibrary("CICULibrary", pkgConfig: "icu-uc"),
    .systemLibrary(name: "CSnowball", path: "Engine/CSnowball"),
    .target(name: "CLinux", path: "Engine/CLinux"),
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
    engine("Alerts", ["Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Hashing", "SafeText"]),

    .executableTarget(
      name: "latency", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .executableTarget(
      name: "load",
      dependencies: ["Material", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),

    // What C can say and Swift cannot: a loop that any compiler makes the same of, functions that stand before the C
    // library's.
    .target(name: "CFloor"),
    .target(name: "CAllocationCounter"),
    // Articles and rules that are the same in every run.
    .target(name: "Material", swiftSettings: strict),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Material", "CFloor", "CAllocationCounter", "CLinux", "Articles", "TextAnalysis", "RuleLanguage", "Percolation",
        "Alerts", "Diagnostics", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MaterialTests",
      dependencies: ["Material", "Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Hashing"],
      swiftSettings: strict),
  ],
  cLanguageStandard: .gnu11,
  cxxLanguageStandard: .cxx17
)
