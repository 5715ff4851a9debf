import Foundation
import Testing

/// The corridor of Docs/architecture.md: a target imports only targets that stand before it in Package.swift.
@Suite struct CorridorTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Target names in the order of the manifest.
    static func order() throws -> [String] {
        let manifest = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
        return manifest.matches(
            of: /(?:\.target\(\s*name: |\.systemLibrary\(name: |\.executableTarget\(\s*name: |^        grammar\()"([\w-]+)"/
                .anchorsMatchLineEndings()
        )
        .map { match in
            let name = String(match.1)
            return match.0.hasPrefix("        grammar") ? "CGrammar" + name : name
        }
    }

    @Test func importsPointLeft() throws {
        let order = try Self.order()
        #expect(order.count > 15)
        let position = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        for (target, at) in position {
            let folder = Self.root.appendingPathComponent("Sources/\(target)")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
            for file in files where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(
                    of: /^(?:@\w+(?:\(\w+\))? )?(?:package |public |internal |private )?import (?:struct |class |func |enum )?(\w+)/
                        .anchorsMatchLineEndings())
                {
                    guard let other = position[String(match.1)] else { continue }
                    #expect(other < at, "\(target)/\(file.lastPathComponent) imports \(match.1), which stands to its right")
                }
            }
        }
    }
}
