import Machine
import Packaging
import Runtimes
import Syntax

/// Which `require` and `import()` a bundler resolves while it builds: those with a text that it can read. All others are calls that the
/// bundle makes when it runs, and there it finds no files.
extension Program {
    /// The running `import()` was seen by the bundler (esbuild follows patterns like `"./a/" + name`, too).
    var isStaticImport: Bool {
        guard let (file, position) = runningPosition() else { return true }
        return Self.beginsWithText(file, after: Int(position.offset) + 6)
    }
    /// The running call is `require("…")` as a bundler reads it: by that name, which stands for no parameter or variable of the file (in
    /// TypeScript's UMD it does: `factory(require, exports)`), with a text.
    var isStaticRequire: Bool {
        guard let (file, position) = runningPosition(), position.textEnd > position.textStart else { return false }
        let callee = file.text(Int(position.textStart)..<Int(position.textEnd))
        guard callee == "require", Self.beginsWithText(file, after: Int(position.textEnd)) else { return false }
        return !sources.ownRequires(file).contains { $0.contains(Int(position.textStart)) }
    }
    /// The running call has a text, but not `require` by name: `function (require) { require("./a"); }`, `load("./a")`.
    var isRequireHandedOn: Bool {
        guard let (file, position) = runningPosition(), position.textEnd > position.textStart else { return false }
        return Self.beginsWithText(file, after: Int(position.textEnd))
    }
    /// workerd's module registry of URLs; the profile says it of bundles, too.
    private var namesAreURLs: Bool { profile.rule("module/query")?.text == "ignored" }
    /// A parenthesis, then (comments aside) a quote.
    private static func beginsWithText(_ file: SourceFile, after offset: Int) -> Bool {
        let bytes = file.bytes
        var at = offset, isOpen = false
        while at < bytes.count {
            switch bytes[at] {
            case 9, 10, 13, 32: at += 1
            case 40: isOpen = true; at += 1
            case 47 where at + 1 < bytes.count && bytes[at + 1] == 42:
                at += 2
                while at + 1 < bytes.count, !(bytes[at] == 42 && bytes[at + 1] == 47) { at += 1 }
                at += 2
            case 34, 39, 96: return isOpen
            default: return false
            }
        }
        return false
    }
    /// `ns.name` where the ES module that `ns` stands for has no such export: esbuild writes undefined.
    func isMissingExport(_ file: SourceFile, _ range: Range<Int>) -> Bool {
        let parts = file.text(range).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let m = modules[file.path],
            let i = m.record?.imports.first(where: { $0.local == parts[0] && $0.name == "*" }), i.specifier < m.targets.count,
            let target = m.targets[i.specifier], target.format == .module
        else { return false }
        if case .missing = resolveExport(target, String(parts[1]), importer: m) { return true }
        return false
    }
    /// What `import()` of a bundle finds at run time under a name that the bundler did not see: modules of the runtime, and nothing else.
    func importFromBundle(_ specifier: String, _ importer: ModuleInstance) throws(LinkFailure) -> ModuleInstance {
        var rules = ResolutionRules.workerd(namesAreURLs: namesAreURLs)
        rules.builtin = self.rules.builtin
        let resolution = FileTree.inMemory([:]).resolve(
            ResolutionRequest(Specifier(specifier), from: TreePath("worker.js") ?? .root, kind: .dynamicImport), rules: rules)
        if case .builtin = resolution.outcome { return try resolve(specifier, from: importer, kind: .dynamicImport) }
        let name = resolution.failure?.subject ?? specifier
        let error =
            (profile.rule("module/missing-dynamic")?.error ?? RuntimeError(name: "Error", message: "No such module \"{specifier}\"."))
            .filled(["specifier": name, "url": name])
        throw LinkFailure(
            name: error.name, message: error.message, code: error.code, phase: currentPhase([]), kind: "module.import",
            attributes: ["specifier": specifier, "form": "import", "importer": importer.id])
    }
}

extension SourceFile {
    /// The text that an expression is for certain, as bundlers fold it: strings, templates without substitutions, and their sums.
    func constantText(_ n: Int, in tree: Tree) -> String? {
        var parts: [String] = [], work = [n], steps = 0
        while let at = work.popLast(), steps < 1_000 {
            steps += 1
            switch tree.kind(at) {
            case .string: parts.append(ModuleRecord.string(self, tree, at))
            case .templateString:
                guard tree.first(at, .templateSubstitution) == nil, tree.range(at).count >= 2,
                    let units = Literal.decode(slice((tree.range(at).lowerBound + 1)..<(tree.range(at).upperBound - 1)))
                else { return nil }
                parts.append(String(decoding: units, as: UTF16.self))
            case .parenthesized:
                guard let inner = tree.namedChildren(at).first else { return nil }
                work.append(inner)
            case .binaryExpression:
                guard let op = tree.child(at, .operator), text(tree.range(op)) == "+", let left = tree.child(at, .left),
                    let right = tree.child(at, .right)
                else { return nil }
                work.append(right)
                work.append(left)
            default: return nil
            }
        }
        return parts.joined()
    }
}
