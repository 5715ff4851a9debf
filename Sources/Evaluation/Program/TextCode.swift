import Machine
import Syntax

/// `Function` and `eval` in a run: allowed or refused by the profile, known by a file without a name that stands for the caller's.
extension Program: CodeFromTextHost {
    func numberOfText(_ file: SourceFile) throws(Abrupt) -> Int? { addText(file, from: callerPath) }

    func willMakeFunction(isEmpty: Bool) throws(Abrupt) {
        // `new Function()` asks for no code
        if !isEmpty, let refused = refusal("Function", "code.from-text") { throw .thrown(refused.error) }
    }
    func willEvaluate(_ text: Value) throws(Abrupt) {
        if let refused = refusal("eval", "code.from-text") { throw .thrown(refused.error) }
    }
    /// Direct `eval` sees the names around it. Those are not kept, so a text is evaluated only where the file that calls does not speak
    /// of any of its names outside of strings.
    func namesAreGlobal(in file: SourceFile) -> Bool {
        let names = Self.identifiers(file)
        if names.isEmpty { return true }
        guard let caller = modules[callerPath], let around = caller.file else { return false }
        if caller.format == .commonJS, !names.isDisjoint(with: ["require", "module", "exports", "__filename", "__dirname"]) { return false }
        return Self.identifiers(around).isDisjoint(with: names)
    }
    private static func identifiers(_ file: SourceFile) -> Set<String> {
        let tree = file.tree
        var names: Set<String> = []
        for (at, node) in tree.nodes.enumerated() where node.kind == .identifier || node.kind == .shorthandProperty {
            names.insert(file.text(tree.range(at)))
        }
        return names
    }
    private var callerPath: String {
        machine.currentSite().positions.first.flatMap { machine.template($0.template) }.map(path) ?? ""
    }
}
