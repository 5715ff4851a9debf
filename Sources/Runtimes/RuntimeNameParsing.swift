/// A runtime name that means nothing here, and what was probably meant.
public struct RuntimeNameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text given.
    public let text: String
    /// What is wrong with it, as a sentence without its end.
    public let problem: String
    /// A name that would have been understood.
    public let suggestion: String?

    public var description: String {
        "unknown runtime '\(text)': \(problem)" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    }
}

extension RuntimeName {
    /// Bundlers whose conditions and main fields were measured.
    public static let bundlers = ["esbuild", "rolldown", "rollup", "vite", "webpack"]

    /// The newest measured day; a suggestion for a date that is missing or wrong.
    static let exampleDate = "2026-11-17"

    /// Reads a name; the error names the text and suggests another.
    public static func parse(_ text: String) -> Result<RuntimeName, RuntimeNameError> {
        func fail(_ problem: String, _ suggestion: String?) -> Result<RuntimeName, RuntimeNameError> {
            .failure(RuntimeNameError(text: text, problem: problem, suggestion: suggestion))
        }
        switch text {
        case "deno": return .success(.deno)
        case "bun": return .success(.bun)
        case "browser": return .success(.browser)
        default: break
        }
        if let name = text.after("bundler/") {
            if bundlers.contains(name) { return .success(.bundler(name)) }
            return fail("no such bundler was measured", nearest(to: name, in: bundlers).map { "bundler/" + $0 })
        }
        if let rest = text.after("node@") {
            return parseNode(rest).mapError { RuntimeNameError(text: text, problem: $0.problem, suggestion: $0.suggestion) }
        }
        for (prefix, upload) in [("workers@", WorkersName.Upload.bundled), ("workers-raw@", .raw)] {
            if let rest = text.after(prefix) {
                return parseWorkers(rest, prefix: prefix, upload: upload)
                    .mapError { RuntimeNameError(text: text, problem: $0.problem, suggestion: $0.suggestion) }
            }
        }
        return fail("no runtime has this name", suggestion(for: text))
    }

    private static func parseNode(_ rest: String) -> Result<RuntimeName, RuntimeNameError> {
        func fail(_ problem: String, _ suggestion: String?) -> Result<RuntimeName, RuntimeNameError> {
            .failure(RuntimeNameError(text: rest, problem: problem, suggestion: suggestion))
        }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard let version = parts.first.flatMap({ WrittenVersion($0) }) else {
            return fail("'\(parts.first ?? "")' is not a version", "node@22/esm")
        }
        guard parts.count == 2 else { return fail("the module system is missing", "node@\(version)/esm") }
        guard let system = ModuleSystem(rawValue: String(parts[1])) else {
            return fail("'\(parts[1])' is not a module system", "node@\(version)/\(parts[1].hasPrefix("c") ? "cjs" : "esm")")
        }
        return .success(.node(version, system))
    }

    private static func parseWorkers(
        _ rest: String, prefix: String, upload: WorkersName.Upload
    ) -> Result<RuntimeName, RuntimeNameError> {
        let parts = rest.split(separator: "+", omittingEmptySubsequences: false)
        guard let date = parts.first.flatMap({ CompatibilityDate($0) }) else {
            return .failure(
                RuntimeNameError(
                    text: rest, problem: "'\(parts.first ?? "")' is not a date (YYYY-MM-DD)", suggestion: prefix + exampleDate))
        }
        var flags: [CompatibilityFlag] = []
        for part in parts.dropFirst() {
            guard let flag = CompatibilityFlag(part) else {
                return .failure(
                    RuntimeNameError(
                        text: rest, problem: "'\(part)' is not a compatibility flag",
                        suggestion: WorkersName(date: date, flags: flags, upload: upload).description))
            }
            if !flags.contains(flag) { flags.append(flag) }
        }
        return .success(.workers(WorkersName(date: date, flags: flags, upload: upload)))
    }

    private static func suggestion(for text: String) -> String? {
        let head = text.prefix { $0 != "@" && $0 != "/" }.lowercased()
        let examples = [
            "workers": "workers@" + exampleDate, "workers-raw": "workers-raw@" + exampleDate, "node": "node@22/esm", "deno": "deno",
            "bun": "bun", "browser": "browser", "bundler": "bundler/esbuild",
            // What people call these runtimes elsewhere.
            "workerd": "workers@" + exampleDate, "cloudflare": "workers@" + exampleDate, "wrangler": "workers@" + exampleDate,
            "nodejs": "node@22/esm", "chrome": "browser", "chromium": "browser", "web": "browser"
        ]
        if let exact = examples[head] { return exact }
        if bundlers.contains(head) { return "bundler/" + head }
        return nearest(to: head, in: examples.keys.sorted()).flatMap { examples[$0] }
    }
}

extension String {
    /// What follows a prefix; nil where the text does not begin with it, byte for byte.
    func after(_ prefix: String) -> String? {
        utf8.starts(with: prefix.utf8) ? String(Substring(utf8.dropFirst(prefix.utf8.count))) : nil
    }
}
