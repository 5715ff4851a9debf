// swift-tools-version: 6.1
import PackageDescription

// The house is one corridor: a target imports only targets that stand before it in `targets` below.
// `HouseTests` reads this file and every import and fails when one points the wrong way.

/// A grammar is generated C that `scripts/bootstrap` puts under .fetched/NAME; the target only includes it.
/// -O2 even in debug builds: an unoptimised generated lexer makes every test several times slower.
func grammar(_ name: String) -> Target {
    .target(
        name: "CGrammar\(name)",
        dependencies: ["CTreeSitter"],
        cSettings: [.headerSearchPath("../../.fetched/headers"), .unsafeFlags(["-O2", "-w"])])
}

let package = Package(
    name: "glue-lint",
    products: [.executable(name: "glue-lint", targets: ["glue-lint"])],
    targets: [
        // Debian's 0.20 writes over memory that is not its own where a broken file leaves tens of thousands of brackets open.
        .target(
            name: "CTreeSitter",
            cSettings: [
                .headerSearchPath("../../.fetched/treesitter/include"), .headerSearchPath("../../.fetched/treesitter/src"),
                .unsafeFlags(["-O2", "-w"])
            ]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        grammar("JavaScript"),
        grammar("TOML"),
        grammar("TypeScript"),
        .target(name: "CByteScan", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "CRegExp", cSettings: [.headerSearchPath("../../.fetched/quickjs"), .unsafeFlags(["-O2", "-w"])]),
        .plugin(name: "EmbedRules", capability: .buildTool(), path: "Sources/EmbedRules"),
        .target(name: "EmbeddedData", exclude: ["rules"], plugins: ["EmbedRules"]),

        .target(name: "Text", dependencies: ["CRegExp", "CByteScan"]),
        .target(
            name: "Syntax",
            dependencies: [
                "CTreeSitter", "CGrammarJavaScript", "CGrammarTOML", "CGrammarTypeScript", "CYAML", "CByteScan", "Text"
            ]),
        .target(name: "WasmBinary", dependencies: ["Text"]),
        .target(name: "Packaging", dependencies: ["CArchive", "Text", "Syntax", "WasmBinary"]),
        .target(name: "Usage", dependencies: ["Text", "Syntax", "Packaging"]),
        .target(name: "Runtimes", dependencies: ["EmbeddedData", "Text", "Syntax", "Packaging"]),
        .target(
            name: "Machine", dependencies: ["Text"],
            // one machine, one thread: the dynamic checks would cost a tenth of the loop
            swiftSettings: [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]),
        .target(
            name: "Evaluation",
            dependencies: ["CRegExp", "Text", "Syntax", "WasmBinary", "Packaging", "Usage", "Runtimes", "Machine"]),
        .target(
            name: "Linting",
            dependencies: ["Text", "Syntax", "WasmBinary", "Packaging", "Runtimes", "Evaluation"]),
        .target(
            name: "Checking",
            dependencies: ["Text", "Syntax", "WasmBinary", "Packaging", "Usage", "Runtimes", "Evaluation", "Linting"]),
        .target(name: "Reporting", dependencies: ["Text", "Packaging", "Runtimes", "Evaluation", "Linting", "Checking"]),
        .executableTarget(
            name: "glue-lint",
            dependencies: [
                "Text", "Syntax", "WasmBinary", "Packaging", "Usage", "Runtimes", "Machine", "Evaluation", "Linting", "Checking",
                "Reporting"
            ]),
        // Random programs and the engines that they are run in: for tests, and for the tool that runs many
        .target(name: "RandomPrograms", dependencies: ["Runtimes", "Evaluation"], path: "Tests/RandomPrograms"),
        .executableTarget(
            name: "conformance", dependencies: ["Syntax", "Packaging", "Runtimes", "Machine", "Evaluation", "RandomPrograms"]),

        .testTarget(name: "HouseTests"),
        .testTarget(name: "TextTests", dependencies: ["Text"]),
        .testTarget(name: "SyntaxTests", dependencies: ["Syntax", "Text"], exclude: ["Recorded"]),
        .testTarget(name: "WasmBinaryTests", dependencies: ["WasmBinary"]),
        .testTarget(name: "PackagingTests", dependencies: ["Packaging", "Syntax", "Text"]),
        .testTarget(name: "RuntimesTests", dependencies: ["Runtimes", "Packaging", "Syntax"]),
        .testTarget(name: "MachineTests", dependencies: ["Machine"]),
        .testTarget(
            name: "EvaluationTests", dependencies: ["RandomPrograms", "Evaluation", "Machine", "Packaging", "Runtimes", "Syntax", "Usage"],
            exclude: ["Recorded"]),
        .testTarget(name: "UsageTests", dependencies: ["Usage", "Packaging", "Syntax"]),
        .testTarget(name: "LintingTests", dependencies: ["Linting", "Checking", "Evaluation", "Packaging", "Runtimes"]),
        .testTarget(
            name: "CheckingTests",
            dependencies: ["RandomPrograms", "Checking", "Reporting", "Linting", "Evaluation", "Packaging", "Runtimes", "Syntax", "Text"]),
        .testTarget(name: "CommandTests", dependencies: ["Reporting", "Checking", "glue-lint"])
    ],
    swiftLanguageModes: [.v6]
)
