// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of Watchword do not build its benchmarks.
let package = Package(
  name: "watchword-benchmarks",
  targets: [
    .executableTarget(
      name: "latency", swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
  ]
)
