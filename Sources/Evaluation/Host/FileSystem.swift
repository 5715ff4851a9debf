import Machine
import Packaging
import Runtimes

/// Reading files: what the package ships is there (in a bundle: nothing beside it), everything else is missing in the runtime's words.
enum FileSystem {
    /// Path text of an argument: string, file URL or URL object; nil where it is not known.
    static func path(_ p: Program, _ v: Value) throws(Abrupt) -> String? {
        let m = p.machine
        if v.isUncertain { return nil }
        if let url = URLHost.url(m, v) { return url.scheme == "file" ? url.path.removingPercentEscapes : nil }
        if v.isString { return m.text(v.handle) }
        if v.isObject, m.kind(v.handle) == .typedArray { return nil }
        throw invalidPath(p, "path", v)
    }
    static func invalidPath(_ p: Program, _ name: String, _ v: Value) -> Abrupt {
        let received =
            v.isUndefined || v.isNull ? p.machine.describe(v) : "type \(v.isNumber ? "number" : v.isBoolean ? "boolean" : "object")"
        let e = p.makeError(
            "TypeError", "The \"\(name)\" argument must be of type string or an instance of Buffer or URL. Received \(received)")
        p.machine.define(e.handle, "code", p.machine.makeString("ERR_INVALID_ARG_TYPE"), .all)
        return .thrown(e)
    }
    private static func file(_ p: Program, _ path: String) -> TreePath? {
        guard !p.isBundled, case .tree(let t) = p.location(path), p.tree.isFile(t) else { return nil }
        return t
    }
    /// The package's `files` name it: an installed tree that lacks it is a part of the package.
    private static func isListed(_ p: Program, _ path: String) -> Bool {
        guard !p.isBundled, path.contains("node_modules/"), case .tree(let t) = p.location(path),
            let manifest = p.tree.manifest(governing: t), let files = manifest.files?.value
        else { return false }
        return files.contains { path.hasSuffix("/" + $0.value) }
    }
    static func exists(_ p: Program, _ v: Value) throws(Abrupt) -> Value {
        guard let path = try path(p, v) else { return p.machine.unknown("path", "whether a file is there", .boolean) }
        if p.isBundled { return .boolean(["/", "/bundle", "/tmp", "/dev"].contains(path)) }
        switch p.location(path) {
        case .tree(let t): return .boolean(p.tree.isFile(t) || p.tree.isFolder(t))
        case .missing: return .false
        case .elsewhere: return p.machine.unknown("path", "whether a file outside of the package is there", .boolean)
        }
    }
    static func read(_ p: Program, _ v: Value, encoding: Value?, callee: String) throws(Abrupt) -> Value {
        let m = p.machine
        guard let path = try path(p, v) else {
            p.event("fs.read", ["callee": callee, "path": "unknown"]);
            return m.unknown("file", "the content of a file whose path is not known")
        }
        let event = p.event("fs.read", ["callee": callee, "path": path])
        let found = file(p, path), content = found.map { p.tree.read($0) }
        if let found, case .failure(let problem)? = content, problem.reason != .missing, problem.reason != .folder {
            return m.unknown("file", "\(found.text): \(problem.text)", .object)
        }
        guard case .success(let bytes)? = content else {
            if isListed(p, path) {
                m.assumptions.insert("\(path) is there, as its package says")
                return m.unknown("file", "the content of a file that is left out here", .object)
            }
            // a path that the consumer wrote is the consumer's business
            if let at = p.events[event].at, p.consumers.contains(at.path), !p.isBundled {
                return m.unknown("file", "the content of a file that the consumer names")
            }
            if !p.isBundled, case .elsewhere = p.location(path) {
                m.assumptions.insert("the file \(path) is there")
                return m.unknown(
                    "file", "the content of a file outside of what is analysed", encoding?.isString == true ? .string : .object)
            }
            let rule =
                p.profile.rule("fs/missing")?.error
                ?? RuntimeError(name: "Error", message: "ENOENT: no such file or directory, open '\(path)'", code: "ENOENT")
            let name = callee.split(separator: ".").last.map(String.init) ?? callee
            let shown = path.hasPrefix("/") ? path : p.isBundled ? "/bundle/" + path : path
            throw .thrown(p.hostError(rule.filled(["path": shown, "function": name]), event: event))
        }
        var wantsText = false
        if let encoding {
            wantsText = encoding.isString
            if encoding.isObject { wantsText = try m.get(encoding, "encoding").isString }
        }
        if wantsText { return m.makeString(String(decoding: bytes, as: UTF8.self)) }
        let b = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
        p.bufferOrigins[b] = "file"
        let view = m.makeTypedArray(.uint8, buffer: b, byteOffset: 0, length: bytes.count)
        if let buffer = try? m.get(m.globalObject, m.key("Buffer")), buffer.isObject, case let q = try m.get(buffer, "prototype"),
            q.isObject
        {
            _ = try m.setPrototype(view, q.handle)
        }
        return .object(view)
    }

    /// `node:fs`.
    static func module(_ p: Program) -> Value {
        let m = p.machine, o = m.makePlainObject()
        m.defineMethod(o, "readFileSync", length: 2) { [unowned p] m, a throws(Abrupt) in
            try read(p, a[0], encoding: a[1], callee: "fs.readFileSync")
        }
        m.defineMethod(o, "existsSync", length: 1) { [unowned p] m, a throws(Abrupt) in try exists(p, a[0]) }
        m.defineMethod(o, "readFile", length: 3) { [unowned p] m, a throws(Abrupt) in
            let callback = a.all.last ?? .undefined
            var error = Value.null, value = Value.undefined
            do throws(Abrupt) { value = try read(p, a[0], encoding: a.count > 2 ? a[1] : nil, callee: "fs.readFile") } catch {
                let e = try p.caught(error); value = .undefined; return try later(p, callback, [e])
            }
            _ = error; error = .null
            return try later(p, callback, [.null, value])
        }
        let promises = promisesModule(p)
        m.define(o, "promises", promises, .all)
        for name in [
            "statSync", "readdirSync", "openSync", "readSync", "closeSync", "writeFileSync", "writeSync", "mkdirSync", "fstatSync",
            "lstatSync", "realpathSync", "accessSync", "createReadStream", "createWriteStream", "unlinkSync"
        ] {
            m.defineMethod(o, name, length: 1) { m, _ in m.unknown("file-system", "fs.\(name)") }
        }
        m.define(o, "constants", Host.open(p), .all)
        m.setOpen(o)
        return .object(o)
    }
    /// Calls back from the event loop; a Worker's file system is in memory and needs no request for it.
    private static func later(_ p: Program, _ callback: Value, _ arguments: [Value]) throws(Abrupt) -> Value {
        if p.machine.isCallable(callback) {
            p.schedule(delay: 0, isComputation: p.isWorkers) { () throws(Abrupt) in _ = try p.machine.call(callback, .undefined, arguments)
            }
        }
        return .undefined
    }
    static func promisesModule(_ p: Program) -> Value {
        let m = p.machine, o = m.makePlainObject()
        m.defineMethod(o, "readFile", length: 2) { [unowned p] m, a throws(Abrupt) in
            do throws(Abrupt) {
                let v = try read(p, a[0], encoding: a[1], callee: "fs.promises.readFile")
                // a Worker's file system answers at once; elsewhere the event loop does
                if p.isWorkers { return p.resolved(v) }
                return p.later { d throws(Abrupt) in m.fulfill(d, v) }
            } catch {
                let e = try p.caught(error)
                if p.isWorkers { return p.rejected(e) }
                return p.later { d throws(Abrupt) in m.reject(d, e) }
            }
        }
        m.defineMethod(o, "access", length: 1) { m, _ in .object(m.makeUnknownPromise()) }
        m.setOpen(o)
        return .object(o)
    }
}
