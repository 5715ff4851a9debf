import Packaging
import Syntax
import Text

/// Who imports whom among the scripts of a folder that is neither a package nor a Worker, and what each mentions.
///
/// One skim a file, nothing parsed, nothing of a file kept but this: a folder of bundles costs what reading it costs.
struct FolderGraph {
    private struct File: Sendable {
        /// Numbers of files.
        var imports: [Int] = []
        var dynamicImports: [Int] = []
        var mentionsWasm = false
        var exportsDefault = false
        var answersRequests = false
    }
    /// The scripts, folder by folder.
    let paths: [TreePath]
    private var files: [File] = []

    /// Nil where no thread could be started.
    init?(_ folder: TreePath, in tree: FileTree, _ work: OrderedWork) {
        let paths = tree.files(under: folder) { $0.name != "node_modules" && $0.name != ".git" }.filter(\.isScript)
        self.paths = paths
        let numbers = Dictionary(uniqueKeysWithValues: paths.enumerated().map { ($1, $0) })
        var files: [File] = []
        let isDone = work.run(paths) {
            let scanner = Scanner()
            return { path in
                guard case .success(let bytes) = tree.read(path) else { return File() }
                return Self.file(scanner.scan(bytes), bytes, path, numbers)
            }
        } emit: { file in
            files.append(file)
            return true
        }
        guard isDone else { return nil }
        self.files = files
    }

    /// The scanner of a thread.
    private final class Scanner {
        private var scanner = ScriptScanner(words: Words.allCases.map(\.rawValue))
        func scan(_ bytes: [UInt8]) -> ScriptScan { scanner.scan(bytes) }
    }
    private enum Words: String, CaseIterable { case WebAssembly, wasm, fetch }

    private static func file(_ scan: ScriptScan, _ bytes: [UInt8], _ path: TreePath, _ numbers: [TreePath: Int]) -> File {
        var file = File()
        for reference in scan.references {
            guard let target = target(reference.specifier, of: path, numbers) else { continue }
            if reference.kind == .dynamic { file.dynamicImports.append(target) } else { file.imports.append(target) }
        }
        for mention in scan.mentions {
            switch Words.allCases[mention.word] {
            case .WebAssembly: if !mention.isInString { file.mentionsWasm = true }
            case .wasm:
                if mention.isInString, mention.offset > 0, bytes[mention.offset - 1] == UInt8(ascii: ".") { file.mentionsWasm = true }
            case .fetch: if !mention.isInString, !file.answersRequests, isMember(bytes, mention.offset, 5) { file.answersRequests = true }
            }
        }
        if scan.isCutShort, !file.mentionsWasm { file.mentionsWasm = Bytes.contain(bytes, "WebAssembly") }
        file.exportsDefault = scan.exportsDefault
        return file
    }

    private static func target(_ text: String, of path: TreePath, _ numbers: [TreePath: Int]) -> Int? {
        let specifier = Specifier(text)
        guard specifier.isRelative, let target = TreePath(specifier.withoutQuery.path, from: path.parent ?? .root) else { return nil }
        if let exact = numbers[target] { return exact }
        for ending in [".js", ".mjs", ".cjs", "/index.js", ".ts", "/index.ts"] {
            if let found = numbers[TreePath.root.appending(target.text + ending)] { return found }
        }
        // in TypeScript `./x.js` names what `x.ts` becomes
        return target.fileExtension == ".js" && path.fileExtension != ".js"
            ? numbers[TreePath.root.appending(target.text.dropLast(2) + "ts")] : nil
    }

    /// Whether the word at `at` names a member of an object or class: `{ fetch(…) {`, `, fetch: …`, `async fetch(…) {`.
    private static func isMember(_ bytes: [UInt8], _ at: Int, _ length: Int) -> Bool {
        func before(_ end: Int) -> Int { bytes[..<end].lastIndex { $0 > 32 } ?? -1 }
        var last = before(at)
        if last >= 4, bytes[(last - 4)...last].elementsEqual("async".utf8) { last = before(last - 4) }
        guard last >= 0, [UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: ";")].contains(bytes[last]) else {
            return false
        }
        guard let next = bytes[(at + length)...].firstIndex(where: { $0 > 32 }) else { return false }
        switch bytes[next] {
        case UInt8(ascii: ":"): return bytes[last] == UInt8(ascii: "{") || bytes[last] == UInt8(ascii: ",")
        case UInt8(ascii: ","), UInt8(ascii: "}"):
            return bytes[last] == UInt8(ascii: "{") || bytes[last] == UInt8(ascii: ",") && bytes[next] == UInt8(ascii: "}")
        case UInt8(ascii: "("):
            // the parameters of a method are followed by its body; those of a handler are names
            guard let close = bytes[next...].prefix(200).firstIndex(of: UInt8(ascii: ")")),
                let brace = bytes[(close + 1)...].firstIndex(where: { $0 > 32 })
            else { return false }
            return bytes[brace] == UInt8(ascii: "{")
        default: return false
        }
    }

    // MARK: entries

    /// Files that no other file imports, one of each circle that nothing else leads to, where their graph reaches WebAssembly or answers
    /// requests. In the order of the listing.
    func entries() -> [TreePath] {
        let forward = files.map { $0.imports + $0.dynamicImports }
        var backward = [[Int]](repeating: [], count: files.count)
        for (file, targets) in forward.enumerated() { for target in targets { backward[target].append(file) } }
        let reachesWasm = Self.reached(from: files.indices.filter { files[$0].mentionsWasm }, backward)
        let reachesHandler = Self.reached(from: files.indices.filter { files[$0].answersRequests }, backward)
        let dynamic = Set(files.flatMap(\.dynamicImports))
        func rank(_ file: Int) -> (Int, Int, Int, Int) {
            let stem = paths[file].name.prefix { $0 != "." && $0 != "-" }
            return (dynamic.contains(file) ? 0 : 1, stem == "index" || stem == "main" ? 1 : 0, files[file].dynamicImports.count, -file)
        }
        var isTaken = [Bool](repeating: false, count: files.count), entries: [Int] = []
        // The file that is left last by a walk in depth stands in a circle that nothing else leads to.
        for file in Self.finished(forward).reversed() where !isTaken[file] {
            let circle = Self.members(of: file, backward) { isTaken[$0] }
            let inside = Set(circle)
            let isRoot = circle.allSatisfy { backward[$0].allSatisfy(inside.contains) }
            // Chunks of a bundler import their entry back. It is not loaded on demand itself; bundlers call it index or main, and it loads
            // the most of them.
            if isRoot, let head = circle.max(by: { rank($0) < rank($1) }) { entries.append(head) }
            for member in circle { isTaken[member] = true }
        }
        return entries.filter { reachesWasm[$0] || reachesHandler[$0] && files[$0].exportsDefault }.sorted().map { paths[$0] }
    }

    private static func reached(from starts: [Int], _ edges: [[Int]]) -> [Bool] {
        var isReached = [Bool](repeating: false, count: edges.count), pending = starts
        for start in starts { isReached[start] = true }
        while let next = pending.popLast() {
            for target in edges[next] where !isReached[target] {
                isReached[target] = true
                pending.append(target)
            }
        }
        return isReached
    }

    /// Files in the order in which a walk in depth leaves them.
    private static func finished(_ edges: [[Int]]) -> [Int] {
        var isEntered = [Bool](repeating: false, count: edges.count), order: [Int] = []
        for start in edges.indices where !isEntered[start] {
            isEntered[start] = true
            var open: [(file: Int, next: Int)] = [(start, 0)]
            while let (file, next) = open.last {
                if next == edges[file].count {
                    order.append(file)
                    open.removeLast()
                    continue
                }
                open[open.count - 1].next += 1
                let target = edges[file][next]
                if !isEntered[target] {
                    isEntered[target] = true
                    open.append((target, 0))
                }
            }
        }
        return order
    }

    /// What leads to `file` and was not taken before: its circle, in order.
    private static func members(of file: Int, _ backward: [[Int]], isTaken: (Int) -> Bool) -> [Int] {
        var found: Set<Int> = [file], pending = [file]
        while let next = pending.popLast() {
            for importer in backward[next] where !isTaken(importer) && found.insert(importer).inserted { pending.append(importer) }
        }
        return found.sorted()
    }
}
