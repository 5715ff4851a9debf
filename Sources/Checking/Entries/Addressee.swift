import Runtimes

/// For whom an entry is meant by its name: that "./workerd" fails in Node is no defect of the package.
///
/// The words are names of conditions (nodejs.org/api/packages.html#community-conditions-definitions, runtime-keys.proposal.wintertc.org)
/// and of wasm-pack's targets; they are looked for in the parts of a subpath, "./dist/lib-node.mjs" has one.
struct Addressee {
    private enum Family: Hashable { case workers, node, deno, bun, browser, bundler }
    /// nil: for everyone.
    private let families: Set<Family>?

    private static let meanings: [Substring: Set<Family>] = [
        "workerd": [.workers], "worker": [.workers], "workers": [.workers], "cloudflare": [.workers],
        // other isolates without a file system, of which Workers are the one that was measured
        "edge": [.workers], "vercel": [.workers], "netlify": [.workers], "fastly": [.workers],
        "node": [.node, .bun, .deno], "nodejs": [.node, .bun, .deno],
        "deno": [.deno], "bun": [.bun],
        "browser": [.browser, .bundler], "web": [.browser, .bundler, .workers, .deno],
        // made for whoever puts files together: wrangler does, and Bun resolves like a bundler
        "bundler": [.workers, .bundler, .bun], "webpack": [.workers, .bundler, .bun], "vite": [.workers, .bundler, .bun],
        "rollup": [.workers, .bundler, .bun]
    ]
    /// What "worker" follows where it is the web's: "./web-worker", "./service-worker.js".
    private static let workersOfTheWeb: Set<Substring> = ["web", "service", "shared", "dedicated"]

    /// `subpath` as `exports` writes it: ".", "./web".
    init(subpath: String) {
        let words = subpath.lowercased().split { !$0.isLetter && !$0.isNumber }
        var found: Set<Family> = []
        for (index, word) in words.enumerated() {
            let isOfTheWeb = word == "worker" && index > 0 && Self.workersOfTheWeb.contains(words[index - 1])
            found.formUnion(isOfTheWeb ? [.browser] : Self.meanings[word] ?? [])
        }
        families = found.isEmpty ? nil : found
    }

    func includes(_ runtime: RuntimeName) -> Bool {
        guard let families else { return true }
        return switch runtime {
        case .workers: families.contains(.workers)
        case .node: families.contains(.node)
        case .deno: families.contains(.deno)
        case .bun: families.contains(.bun)
        case .browser: families.contains(.browser)
        case .bundler: families.contains(.bundler)
        }
    }
}
