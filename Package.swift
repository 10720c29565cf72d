// swift-tools-version: 6.2
import PackageDescription

/// Every own Swift target is built the same way: Swift 6 mode, and a warning is an error.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// A C library of the system, found by pkg-config, with nothing in it but the import.
func systemLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func stage(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
  name: "watchword",
  products: [.executable(name: "watchword", targets: ["watchword"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // What C offers and Swift cannot say.
    systemLibrary("CLibYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    systemLibrary("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    systemLibrary("CSystemd", pkgConfig: "libsystemd", apt: "libsystemd-dev"),
    systemLibrary("CLibcurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    systemLibrary("CICULibrary", pkgConfig: "icu-uc", apt: "libicu-dev"),
    .systemLibrary(name: "CSnowball", providers: [.apt(["libstemmer-dev"])]),
    .target(name: "CCurl", dependencies: ["CLibcurl"]),
    .target(name: "CICU", dependencies: ["CICULibrary"]),
    // Debian's libre2-dev; no more is needed than to link with it.
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "CLinux"),
    .target(name: "CProcessor"),

    // What several stages speak: text made safe, messages, YAML read strictly, days, digests, languages.
    stage("SafeText", []),
    stage("Diagnostics", ["SafeText"]),
    stage("StrictYAML", ["CLibYAML", "Diagnostics"]),
    stage("CivilDate", []),
    // Where a debug build can be killed, be made to fail or be held up; in a release build nothing.
    stage("FailPoints", []),
    stage("Hashing", ["CCrypto"]),
    // What the system says of calls that fail, and what its timers take.
    stage("OperatingSystem", []),
    // Which file systems are across a network.
    stage("FileSystems", []),
    stage("Languages", []),
    // How addresses of people and of servers of mail are written.
    stage("MailAddresses", []),
    // How names of people are written.
    stage("PersonNames", []),
    // How Uzbek words are spelled and inflected.
    stage("UzbekWords", []),
    stage("RegularExpressions", ["CRE2"]),

    // The way of an article, in its order.
    stage("Inbox", ["CLinux", "FileSystems", "OperatingSystem", "Hashing", "CivilDate", "FailPoints"]),
    stage("Articles", ["CLibYAML", "CivilDate"]),
    stage("TextAnalysis", ["Articles", "Languages", "CICU", "CProcessor", "CSnowball"]),
    stage(
      "RuleLanguage",
      [
        "PersonNames", "UzbekWords", "RegularExpressions", "Diagnostics", "StrictYAML", "Hashing", "CivilDate",
        "Languages",
      ]),
    stage(
      "Percolation",
      [
        "CProcessor", "Articles", "TextAnalysis", "RuleLanguage", "Languages", "PersonNames", "UzbekWords",
        "RegularExpressions", "Diagnostics",
      ]),
    stage("Alerts", ["Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Hashing", "SafeText"]),
    stage(
      "Explanations",
      [
        "Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Languages", "PersonNames", "Diagnostics",
        "SafeText",
      ]),
    stage(
      "RuleTesting",
      [
        "Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Alerts", "StrictYAML", "Diagnostics", "SafeText",
      ]),
    // Warnings on rules that are right as they are written.
    stage("RuleLint", ["Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Diagnostics"]),
    // Queries of other programs, in our language.
    stage("QueryImport", ["RuleLanguage", "Diagnostics", "CivilDate", "Languages"]),
    // Sketches of texts, and finding those that are like one.
    stage("NearDuplicates", []),
    // Words of denial and correction, looked for with the engine of the rules.
    stage("Corrections", ["Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Diagnostics"]),
    stage(
      "AlertStore",
      [
        "Alerts", "RuleLanguage", "Pacing", "Routing", "NearDuplicates", "Hashing", "SafeText", "CLinux", "FileSystems",
        "OperatingSystem",
        "FailPoints", grdb, sqlite,
      ]),
    stage(
      "Backtesting",
      ["Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Alerts", "Diagnostics", "SafeText", "CivilDate"]),
    // Which stored articles have which words.
    stage("TextIndex", ["Articles", "TextAnalysis", "Percolation", grdb]),
    // When who is told: how much at most, from how many on, gathered until when.
    stage("Pacing", ["RuleLanguage"]),
    // Who is told of an alert.
    stage("Routing", ["Pacing", "RuleLanguage"]),
    // Templates that people write for what is sent, and what is wrong with them.
    stage("MessageTemplates", ["Diagnostics", "SafeText", mustache]),
    // Alerts as those who are told want them laid out.
    stage(
      "Messages", ["Alerts", "Pacing", "RuleLanguage", "MessageTemplates", "SafeText", "MailAddresses", "Hashing"]),
    stage(
      "Delivery",
      [
        "CCurl", "CCrypto", "CLinux", "CSystemd", "Alerts", "Messages", "Pacing", "MailAddresses", "SafeText",
        "Hashing",
        "OperatingSystem", "FailPoints",
      ]),
    // What the database can say of a file, and of the rules.
    stage("Histories", ["AlertStore", "Alerts", "Inbox", "RuleLanguage", "Diagnostics", "Hashing", "SafeText"]),

    // How commands reach the daemon, and what it says of itself.
    stage("Control", ["CLinux", "OperatingSystem", "SafeText"]),
    // What is wrong with a whole installation, one check a thing.
    stage(
      "Doctor",
      ["RuleLanguage", "AlertStore", "Delivery", "SafeText", "Diagnostics", "Hashing", "FileSystems", "CLinux"]),

    stage(
      "Settings",
      ["Diagnostics", "StrictYAML", "MailAddresses", "MessageTemplates", "RuleLanguage", "Pacing", "CivilDate"]),
    stage(
      "WatchwordDaemon",
      [
        "Inbox", "FileSystems", "Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Alerts", "RuleTesting",
        "NearDuplicates",
        "Corrections", "AlertStore", "TextIndex", "Routing", "Pacing", "Messages", "Delivery", "Control", "Settings",
        "SafeText", "Diagnostics",
        "OperatingSystem", "FailPoints", "Hashing", "CLinux", "CSystemd", log,
      ]),
    .executableTarget(
      name: "watchword",
      dependencies: [
        "Inbox", "Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Alerts", "Explanations", "RuleTesting",
        "RuleLint", "QueryImport", "Corrections", "AlertStore", "Backtesting", "TextIndex", "Histories", "Control",
        "Routing", "Delivery", "Doctor", "Settings", "WatchwordDaemon", "SafeText", "Diagnostics", "StrictYAML",
        "Hashing", "OperatingSystem",
        argumentParser,
        log,
      ],
      swiftSettings: strict),

    // Inputs with the output they must give, in Tests/Golden; for several tests.
    .target(name: "GoldenFiles", path: "Tests/GoldenFiles", swiftSettings: strict),
    // Random numbers that are the same in every run, temporary folders; for several tests.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    // Where tests run that stand still while a process or a folder does something; for several tests.
    .target(name: "BlockingTests", path: "Tests/BlockingTests", swiftSettings: strict),
    // Rules of every form and articles that meet them, by chance; for several tests.
    .target(
      name: "RandomRules", dependencies: ["RuleLanguage", "TextAnalysis", "Articles", "TestSupport"],
      path: "Tests/RandomRules", swiftSettings: strict),
    // The forms and operators of the query language, for tests that leave none out.
    .target(name: "QueryKinds", dependencies: ["RuleLanguage"], path: "Tests/QueryKinds", swiftSettings: strict),
    // What is tried with inputs nobody wrote, and the inputs that were worth keeping.
    .target(
      name: "FuzzTargets",
      dependencies: ["Percolation", "RuleLanguage", "TextAnalysis", "Articles", "QueryImport", "Diagnostics"],
      path: "Tests/FuzzTargets", swiftSettings: strict),
    .executableTarget(
      name: "fuzz-corpus", dependencies: ["FuzzTargets"], path: "Tests/FuzzCorpus", swiftSettings: strict),
    tests("FuzzTargetsTests", ["FuzzTargets"]),
    tests("SafeTextTests", ["SafeText"]),
    tests("CivilDateTests", ["CivilDate"]),
    tests("FailPointsTests", ["FailPoints"]),
    tests("OperatingSystemTests", ["OperatingSystem"]),
    tests("PersonNamesTests", ["PersonNames"]),
    tests("UzbekWordsTests", ["UzbekWords"]),
    tests("RegularExpressionsTests", ["RegularExpressions", "TestSupport"]),
    tests("StrictYAMLTests", ["StrictYAML", "Diagnostics", "GoldenFiles", "TestSupport"]),
    tests("InboxTests", ["Inbox", "FileSystems", "Hashing", "TestSupport", "BlockingTests"]),
    tests("ArticlesTests", ["Articles", "TestSupport"]),
    tests("TextAnalysisTests", ["TextAnalysis", "Articles", "Languages", "TestSupport"]),
    tests(
      "RuleLanguageTests",
      [
        "RuleLanguage", "StrictYAML", "Diagnostics", "Languages", "AlertSchema", "GoldenFiles", "QueryKinds",
        "TestSupport",
      ]),
    tests(
      "PercolationTests",
      [
        "Percolation", "RuleLanguage", "TextAnalysis", "Articles", "Diagnostics", "QueryKinds", "RandomRules",
        "TestSupport",
      ]),
    tests("QueryImportTests", ["QueryImport", "RuleLanguage", "Diagnostics", "GoldenFiles", "TestSupport"]),
    tests(
      "AlertsTests",
      [
        "AlertSchema", "Alerts", "Percolation", "RuleLanguage", "TextAnalysis", "Articles", "SafeText", "TestSupport",
      ]),
    tests(
      "ExplanationsTests",
      [
        "Explanations", "Percolation", "RuleLanguage", "TextAnalysis", "Articles", "GoldenFiles", "RandomRules",
        "TestSupport",
      ]),
    tests("RuleTestingTests", ["RuleTesting", "RuleLanguage", "Diagnostics", "GoldenFiles"]),
    tests("HistoriesTests", ["Histories", "AlertStore", "Alerts", "RuleLanguage", "SafeText"]),
    tests(
      "TextIndexTests",
      ["TextIndex", "Percolation", "RuleLanguage", "TextAnalysis", "Articles", "RandomRules", "TestSupport", grdb]),
    tests("BacktestingTests", ["Backtesting", "Articles", "RuleLanguage"]),
    tests(
      "RuleLintTests",
      [
        "RuleLint", "Percolation", "RuleLanguage", "TextAnalysis", "Articles", "Diagnostics", "GoldenFiles",
        "RandomRules", "TestSupport",
      ]),
    .target(name: "CSyncCounter", path: "Tests/CSyncCounter"),
    tests("NearDuplicatesTests", ["NearDuplicates", "TextAnalysis", "Articles", "TestSupport"]),
    tests("CorrectionsTests", ["Corrections", "Diagnostics", "TextAnalysis", "Articles"]),
    tests(
      "AlertStoreTests",
      [
        "AlertStore", "Alerts", "Pacing", "RuleLanguage", "NearDuplicates", "Hashing", "FileSystems", "CSyncCounter",
        "TestSupport", grdb,
      ],
      exclude: ["Databases"]),
    tests(
      "DoctorTests", ["Doctor", "AlertStore", "Delivery", "Diagnostics", "Hashing", "TestSupport", grdb]),
    tests("RoutingTests", ["Routing", "Pacing", "RuleLanguage"]),
    tests("PacingTests", ["Pacing", "RuleLanguage", "TestSupport"]),
    // A /run of a thread's own, where a test can start a journal.
    .target(name: "CPrivateRun", path: "Tests/CPrivateRun"),
    // A server's side of TLS, and certificates; for tests of webhooks.
    .target(
      name: "CTLS", path: "Tests/CTLS", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(name: "TestServer", dependencies: ["CTLS"], path: "Tests/TestServer", swiftSettings: strict),
    tests(
      "MessagesTests",
      [
        "Messages", "MessageTemplates", "Alerts", "Pacing", "MailAddresses", "RuleLanguage", "SafeText", "AlertSchema",
        "TestSupport",
      ], exclude: ["Schemas"]),
    tests(
      "DeliveryTests",
      [
        "Alerts", "Delivery", "Pacing", "Settings", "Hashing", "MailAddresses", "MessageTemplates", "Messages",
        "OperatingSystem",
        "CPrivateRun",
        "TestServer",
        "TestSupport",
      ]),
    // Alerts nobody wants to read, sent through the endpoint to a mail server of another make.
    .executableTarget(
      name: "mail-interop", dependencies: ["Delivery", "MailAddresses", "Messages"], path: "Tests/MailInterop",
      exclude: ["interop.py"], swiftSettings: strict),
    tests("ControlTests", ["Control", "OperatingSystem", "TestSupport", "BlockingTests"]),
    tests(
      "SettingsTests",
      ["Settings", "Pacing", "RuleLanguage", "MessageTemplates", "Diagnostics", "GoldenFiles", "TestSupport"]),
    .target(
      name: "DaemonHarness", dependencies: ["FailPoints", "Hashing", "TestServer", "TestSupport", grdb],
      path: "Tests/DaemonHarness", swiftSettings: strict),
    .executableTarget(
      name: "crash-test", dependencies: ["DaemonHarness"], path: "Tests/CrashTest", swiftSettings: strict),
    // They run the program.
    tests(
      "WatchwordDaemonTests",
      [
        "Inbox", "Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Corrections", "AlertStore", "TextIndex",
        "Delivery", "Control", "Settings", "MailAddresses", "Pacing", "Routing", "WatchwordDaemon", "watchword",
        "Diagnostics", "Hashing",
        "DaemonHarness", "TestServer", "TestSupport", "BlockingTests", grdb, log,
      ]),
    .target(name: "AlertSchema", path: "Tests/AlertSchema", swiftSettings: strict),
    // The program as people use it, and what it ships: rules, sample articles, documentation.
    tests(
      "CommandTests",
      [
        "Articles", "TextAnalysis", "RuleLanguage", "Percolation", "Explanations", "RuleTesting", "RuleLint",
        "QueryImport", "Corrections", "AlertStore", "TextIndex", "Control", "Settings", "WatchwordDaemon", "watchword",
        "Diagnostics", "AlertSchema", "DaemonHarness", "TestServer", "BlockingTests", grdb,
      ]),
  ],
  cLanguageStandard: .gnu11,
  cxxLanguageStandard: .cxx17
)
