import Evaluation
import Packaging
import Runtimes
import Syntax

/// Runs tests whose code is a module, or asks for one with `import()`, through the evaluator's own linker: a folder of files is made for
/// each, as a project would have them, and what Node says of its entry is predicted.
struct ModuleTests {
    private let root: String
    private let evaluator: Evaluator
    private let profile: Profile

    /// nil where there is no memory for a machine, or no such runtime.
    init?(root: String, runtime: String) {
        guard let evaluator = Evaluator(), case .success(let name) = RuntimeName.parse(runtime),
            case .success(let profile) = Runtimes().profile(name)
        else { return nil }
        self.root = root; self.evaluator = evaluator; self.profile = profile
    }

    /// `isModule`: the test is an ES module; else it is run as CommonJS.
    func run(_ path: String, _ text: String, _ description: TestDescription, isModule: Bool) -> Test262.Outcome {
        guard let files = files(path, text, description, isModule: isModule) else {
            return Test262.Outcome(kind: .skipped, why: "no harness")
        }
        let tree = FileTree.inMemory(files)
        guard let entry = TreePath("main.mjs") else { return Test262.Outcome(kind: .skipped, why: "no path") }
        let verdict = evaluator.evaluate(
            Evaluator.Entry(path: entry, consumers: []), tree: tree, profile: profile, sources: SourceCache(tree)
        ).verdict
        return outcome(verdict, description)
    }
    private func outcome(_ verdict: Verdict, _ description: TestDescription) -> Test262.Outcome {
        switch verdict.outcome {
        case .unknown: return Test262.Outcome(kind: .unknown, why: verdict.reason?.text ?? verdict.because)
        case .works:
            if let possible = verdict.possible.first { return Test262.Outcome(kind: .unknown, why: "possibly \(possible.error.message)") }
            return description.negative == nil
                ? Test262.Outcome(kind: .pass, why: "") : Test262.Outcome(kind: .wrong, why: "nothing is thrown")
        case .fails:
            let text = verdict.error.map { "\($0.name): \($0.message)" } ?? verdict.because
            if let negative = description.negative {
                let isRight = text.hasPrefix(negative.type) && (verdict.phase == .resolve) == (negative.phase != "runtime")
                return Test262.Outcome(kind: isRight ? .pass : .wrong, why: text)
            }
            return Test262.Outcome(kind: .wrong, why: text)
        }
    }

    /// Whether a test is run as a project of files: a module, or a script with `import()`.
    static func takes(_ path: String, _ text: String, _ description: TestDescription) -> Bool {
        description.flags.contains("module")
            || text.contains("import(") && !description.flags.contains("raw") && path.hasPrefix("language/")
    }
    /// Writes the files of such a test into a folder, for a real Node; false where the test is none or cannot be written.
    func write(_ path: String, to folder: String) -> Bool {
        guard let text = TextFile.read(root + "/test/" + path), case let description = TestDescription(text),
            Self.takes(path, text, description),
            let files = files(path, text, description, isModule: description.flags.contains("module"))
        else { return false }
        return files.allSatisfy { TextFile.write($0.value, folder + "/" + $0.key) }
    }
    /// The test under its own name, what it imports, the harness as a script that leaves its names with the global object, and an entry that
    /// loads both and waits for `$DONE` where the test calls it.
    func files(_ path: String, _ text: String, _ description: TestDescription, isModule: Bool) -> [String: String]? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let test = isModule ? name : String(name.dropLast(3)) + ".cjs"
        var harness = ""
        for file in ["assert.js", "sta.js"] + description.includes {
            guard let part = TextFile.read(root + "/harness/" + file) else { return nil }
            harness += part + "\n"
        }
        harness += Self.declaredNames(harness).map { "globalThis.\($0) = \($0);\n" }.joined()
        harness += """
            Test262Error.prototype.name = "Test262Error";
            globalThis.$262 = { global: globalThis };
            globalThis.print = () => {};
            globalThis.finished = new Promise((done, failed) => { globalThis.$DONE = e => e ? failed(e) : done(); });

            """
        let isAsync = description.flags.contains("async")
        var files = [
            "package.json": #"{"type": "module"}"#, "harness.cjs": harness, test: text,
            "main.mjs": "import \"./harness.cjs\";\nimport \"./\(test)\";\n" + (isAsync ? "await globalThis.finished;\n" : "")
        ]
        addImported(from: text, in: path.split(separator: "/").dropLast().joined(separator: "/"), to: "", &files)
        return files
    }
    /// Names that a script declares at its top: what starts a line.
    static func declaredNames(_ script: String) -> [String] {
        var names: [String] = []
        for line in script.split(separator: "\n") {
            for word in ["function* ", "async function ", "function ", "var ", "let ", "const ", "class "] where line.hasPrefix(word) {
                let name = line.dropFirst(word.count).prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
                if !name.isEmpty, !names.contains(String(name)) { names.append(String(name)) }
                break
            }
        }
        return names
    }
    /// Every text in quotes that begins with a dot and names a file of the checkout.
    private func addImported(from text: String, in folder: String, to target: String, _ files: inout [String: String]) {
        for part in text.split(whereSeparator: { $0 == "'" || $0 == "\"" || $0 == "`" }) where part.hasPrefix("./") || part.hasPrefix("../")
        {
            let specifier = String(part.hasPrefix("./") ? part.dropFirst(2) : part)
            guard !specifier.contains(" "), !specifier.contains("\n"), specifier.count < 200, files[target + specifier] == nil,
                let found = TextFile.read(root + "/test/" + folder + "/" + specifier)
            else { continue }
            files[target + specifier] = found
            let inner = specifier.split(separator: "/").dropLast().joined(separator: "/")
            addImported(
                from: found, in: inner.isEmpty ? folder : folder + "/" + inner, to: inner.isEmpty ? target : target + inner + "/", &files)
        }
    }
}
