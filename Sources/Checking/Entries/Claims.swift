import Packaging
import Runtimes

/// The runtimes that an input says it supports: its wrangler configuration, conditions, `engines`, the words of its README.
enum Claims {
    /// The newest measured day: what a new Worker is given today.
    private static let newestWorkers = "workers@2026-11-17"
    private static let usual = [newestWorkers, "node@22/esm", "node@24/esm"]
    static var usualRuntimes: [RuntimeName] { parse(usual) }

    static func runtimes(_ input: Input, isWorker: Bool, notes: inout [String]) -> [RuntimeName] {
        if isWorker, let configuration = input.configuration {
            let name =
                "workers@\(configuration.compatibilityDate?.value ?? "2026-11-17")"
                + configuration.compatibilityFlags.map { "+\($0.value)" }.joined()
            if case .success(let runtime) = RuntimeName.parse(name) { return [runtime] }
            notes.append("\(configuration.path.text): \(name) is no runtime; the newest date is taken")
            return parse([newestWorkers])
        }
        var names: [String] = []
        var reasons: [String] = []
        if let manifest = input.packageFolder.flatMap({ input.tree.manifest(in: $0) }) {
            let conditions = Set((manifest.exports?.entries ?? []).flatMap { $0.target.conditions.map(\.name) })
            if conditions.contains("workerd") || conditions.contains("worker") {
                names.append(newestWorkers)
                reasons.append("a condition for Workers in exports")
            }
            if manifest.engines.contains(where: { $0.name == "node" }) || conditions.contains("node") {
                names += ["node@22/esm", "node@24/esm"]
                if conditions.contains("require") { names.append("node@22/cjs") }
                reasons.append(conditions.contains("node") ? "the condition node in exports" : "engines.node")
            }
            for (condition, runtime) in [("deno", "deno"), ("bun", "bun")] where conditions.contains(condition) {
                names.append(runtime)
                reasons.append("the condition \(condition) in exports")
            }
            let words = readmeWords(input, manifest.folder)
            for (said, runtimes) in words where !runtimes.allSatisfy(names.contains) {
                names += runtimes.filter { !names.contains($0) }
                reasons.append("the README's \(said)")
            }
        }
        let page = input.packageFolder.flatMap { input.tree.manifest(in: $0) }.map {
            (isClaimed: isMeantForPages($0, input), isPossible: isModule($0))
        }
        if names.isEmpty {
            notes.append("no runtime is claimed: the usual ones are taken; --runtime chooses others")
            return parse(usual + (page?.isClaimed == true || page?.isPossible == true ? ["browser"] : []))
        }
        if page?.isClaimed == true {
            names.append("browser")
            reasons.append("what it has for browsers")
        }
        notes.append("runtimes by \(reasons.joined(separator: ", ")); --runtime chooses others")
        return parse(names)
    }

    /// The manifest or the README speaks of pages.
    private static func isMeantForPages(_ manifest: Manifest, _ input: Input) -> Bool {
        if manifest.browser != nil { return true }
        if (manifest.exports?.entries ?? []).contains(where: { $0.target.conditions.contains { $0.name == "browser" } }) { return true }
        return readmeText(input, manifest.folder).map { text in
            ["in the browser", "in browsers", "web browsers"].contains { text.contains($0) }
        } ?? false
    }
    /// A page could load it without a bundler: some entry is an ES module.
    private static func isModule(_ manifest: Manifest) -> Bool {
        if manifest.type?.value == .module || manifest.module != nil { return true }
        let paths = (manifest.exports?.entries ?? []).flatMap { $0.target.paths.map(\.value) } + [manifest.main?.value].compactMap { $0 }
        return paths.contains { $0.hasSuffix(".mjs") }
            || (manifest.exports?.entries ?? []).contains { $0.target.conditions.contains { $0.name == "import" } }
    }

    private static func parse(_ names: [String]) -> [RuntimeName] {
        names.compactMap { if case .success(let runtime) = RuntimeName.parse($0) { runtime } else { nil } }
    }
    /// Runtimes that a README names. "Deno" and "Bun" are words of install instructions, too, and say nothing.
    private static func readmeWords(_ input: Input, _ folder: TreePath) -> [(said: String, runtimes: [String])] {
        guard let text = readmeText(input, folder) else { return [] }
        let known: [(words: [String], runtimes: [String])] = [
            (["Cloudflare Workers", "workerd"], [newestWorkers]), (["Node.js"], ["node@22/esm", "node@24/esm"])
        ]
        return known.compactMap { known in known.words.first { text.contains($0) }.map { ("\"\($0)\"", known.runtimes) } }
    }
    private static func readmeText(_ input: Input, _ folder: TreePath) -> String? {
        guard let readme = input.tree.children(of: folder).first(where: { $0.name.lowercased().hasPrefix("readme") && $0.kind == .file }),
            case .success(let bytes) = input.tree.read(folder.appending(readme.name)), bytes.count < 1 << 20
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
