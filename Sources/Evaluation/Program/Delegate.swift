import Machine
import Runtimes
import Syntax

/// Prototypes that inventories leave out and of which the library has every member.
private let wholeInLibrary: Set<String> = [
    "Object.prototype", "Boolean.prototype", "TypeError.prototype", "RangeError.prototype", "ReferenceError.prototype",
    "SyntaxError.prototype", "EvalError.prototype",
    "URIError.prototype", "AggregateError.prototype", "SuppressedError.prototype"
]

/// The machine's questions, answered from the profile.
extension Program: MachineDelegate {
    func missingGlobal(_ key: PropertyKey) throws(Abrupt) -> Value? {
        let name = machine.keyText(key)
        if key.isSymbol { return nil }
        if name.hasPrefix("__glue"), let value = try Host.assumedValue(self, name) { return value }
        if let value = try Host.scopeValue(self, name) { return value }
        if name == "process", isReadForBuildMode { return ProcessHost.ofBuild(self) }
        switch profile.global(name) {
        case .absent:
            if let value = globalFromWasm(name) { return value }
            event("global.absent", ["name": name])
            return nil
        case .present(.undefined): return .undefined
        case .present(let kind):
            event("global.unmodelled", ["name": name])
            return machine.unknown("unmodelled-global", "the global \(name)", hint(kind))
        case .unknown:
            consultedUnknown.insert(name)
            return machine.unknown("unmodelled-global", "the global \(name), which this runtime may have")
        }
    }
    /// It stands in `process.env.NODE_ENV`, for which bundlers write a text; wrangler does so since its version 2
    /// (github.com/cloudflare/workers-sdk/pull/698).
    private var isReadForBuildMode: Bool {
        guard isBundled, let (file, p) = runningPosition() else { return false }
        let written = Array("process.env.NODE_ENV".utf8), start = Int(p.textStart), end = start + written.count
        guard start >= 0, end <= file.bytes.count, file.slice(start..<end).elementsEqual(written) else { return false }
        guard end < file.bytes.count, let next = Unicode.Scalar(UInt32(file.bytes[end])) else { return true }
        return !(next.properties.isXIDContinue || next == "$")
    }
    /// A global that is no runtime's: WebAssembly that can define globals may have made it (Go's programs do).
    private func globalFromWasm(_ name: String) -> Value? {
        guard globalsMayBeSet, !profile.isHostName(name), !ScopeNames.all.contains(name) else { return nil }
        return machine.unknown("wasm-callback", "the global \(name), which WebAssembly may have defined")
    }
    func hint(_ kind: Presence.Kind) -> Value.Hint {
        switch kind {
        case .function: .function;
        case .object: .object;
        case .string: .string;
        case .number: .number;
        case .boolean: .boolean
        case .bigint: .bigint;
        case .null, .undefined: .undefinedOrNull;
        default: .any
        }
    }
    func missingMember(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Value? {
        if key.isSymbol { return nil }
        // The inventory is asked by texts: some microseconds.
        machine.spend(20)
        let name = machine.keyText(key)
        if unknownExports.contains(object) { return machine.unknown("wasm-export", "the export \(name) of a module that is not known") }
        if let module = copiedExports[object] {
            noteLateExport(name, of: module)
            return nil
        }
        if object == machine.globalObject {
            switch profile.global(name) {
            case .absent: return globalFromWasm(name)
            case .present(.undefined): return nil
            case .present(let kind): return machine.unknown("unmodelled-global", "the global \(name)", hint(kind))
            case .unknown: return machine.unknown("unmodelled-global", "the global \(name), which this runtime may have")
            }
        }
        guard let owner = ownerNames[object] else { return nil }
        if owner == Host.importMetaOwner { return nil }
        if owner == "process.versions" || owner == "process.release" { return nil }
        if owner == "process.env" {
            machine.assumptions.insert("the environment variable \(name) is not set")
            return nil
        }
        // the inventory has no list for what every object inherits: the library's is whole but for these
        if wholeInLibrary.contains(owner) {
            return name.hasPrefix("__lookup") ? machine.unknown("unmodelled-member", "\(owner).\(name)", .function) : nil
        }
        switch profile.member(name, of: owner) {
        case .absent: return owner == "process" ? .undefined : nil  // what was measured to be absent, although not all is known
        case .present(let kind): return machine.unknown("unmodelled-member", "\(owner).\(name)", hint(kind))
        case .unknown:
            return isKnownForeign(name, owner) ? nil : machine.unknown("unmodelled-member", "\(owner).\(name), which this runtime may have")
        }
    }
    /// A member that the module has by now: who requires it sees it, importers do not.
    private func noteLateExport(_ name: String, of module: ModuleInstance) {
        guard module.moduleObject != 0, let exports = machine.dataProperty(module.moduleObject, "exports"), exports.isObject,
            machine.kind(exports.handle) == .object || machine.kind(exports.handle) == .function,
            machine.ownDataProperties(exports).contains(where: { machine.keyText($0.key) == name })
        else { return }
        event("module.late-export", ["name": name])
    }
    /// Names that programs put on builtin objects or look for in vain; the language has no member of that name anywhere.
    private func isKnownForeign(_ name: String, _ owner: String) -> Bool {
        owner.hasSuffix("prototype")
            && (name.hasPrefix("_") || name.hasPrefix("$") || name == "then" || name == "default" || name == "toJSON")
    }

    func settle(_ promise: Handle) throws(Abrupt) {
        if isWorkers, stage == .startup { return }
        try runEventLoop { machine.promiseState(promise) != .pending }
    }
    func printedExpression(_ template: FunctionTemplate, _ range: Range<Int>, _ form: PrintedForm) -> String? {
        guard template.file < files.count else { return "" }
        if isBundled, isMissingExport(files[template.file], range) { return "(void 0)" }
        return CalleeText.print(
            files[template.file], range, form: form,
            rename: isBundled ? { [unowned self] name, offset in self.bundledName(name, at: offset, in: self.files[template.file]) } : nil)
    }
    func importMeta(_ template: FunctionTemplate) throws(Abrupt) -> Value {
        if let known = importMetas[template.file] { return .object(known) }
        let meta = machine.makeObject(prototype: 0)
        importMetas[template.file] = meta
        Host.fillImportMeta(self, meta, path: path(template))
        return .object(meta)
    }
    func dynamicImport(_ specifier: Value, _ options: Value, phase: UInt8, from: FunctionTemplate) throws(Abrupt) -> Value {
        if specifier.isUncertain { return .object(machine.makeUnknownPromise()) }
        let text: String
        do throws(Abrupt) { text = try machine.toText(specifier) } catch {
            if case .thrown(let v) = error { return rejected(v) }
            throw error
        }
        let type: String?
        do throws(Abrupt) { type = try importType(options) } catch {
            switch error {
            case .thrown(let v): return rejected(v)
            case .unknown: return .object(machine.makeUnknownPromise())
            case .stopped: throw error
            }
        }
        return try importDynamically(text, from: path(from), phase: phase, type: type)
    }
    /// The `type` among the attributes that `import()` was given (ECMA-262, 13.3.10.1).
    private func importType(_ options: Value) throws(Abrupt) -> String? {
        if options.isUndefined || profile.engine != .v8 { return nil }
        if options.isUncertain { throw .unknown(machine.reason(of: options)) }
        guard options.isObject else { throw machine.typeError("The second argument to import() must be an object") }
        let attributes = try machine.get(options, "with")
        if attributes.isUndefined { return nil }
        if attributes.isUncertain { throw .unknown(machine.reason(of: attributes)) }
        guard attributes.isObject else { throw machine.typeError("The 'with' option must be an object") }
        var type: String?
        for key in try machine.ownKeys(attributes.handle) where !key.isSymbol {
            guard let d = try machine.ownDescriptor(attributes.handle, key), d.enumerable == true else { continue }
            let value = try machine.get(attributes, key)
            if value.isUncertain { throw .unknown(machine.reason(of: value)) }
            guard value.isString else { throw machine.typeError("Import attribute value must be a string") }
            if machine.keyText(key) == "type" { type = machine.text(value.handle) }
        }
        return type
    }
    func rejectionTracked(_ promise: Handle, handled: Bool) {
        if handled { unhandled.removeAll { $0 == promise } } else { unhandled.append(promise) }
    }
    func unknownCalled(_ callee: Value, _ arguments: Arguments) -> Value {
        if arguments.all.contains(where: machine.isCallable) { callbacksGivenAway = true }
        if callee.isUnknown, machine.text(of: callee.reason).code == "wasm-export" {
            InstanceState.unknownCalled(self)
        } else {
            unknownCalls += 1
        }
        if callee.isUnknown, machine.text(of: callee.reason).code == "random", let text = machine.randomText(callee) { return text }
        for v in arguments.all where v.isObject {
            machine.giveAway(v)
            switch machine.kind(v.handle) {
            case .array, .object, .map, .set: machine.assumptions.insert("a function that is not modelled left its arguments alone")
            case .typedArray: machine.setContentUnknown(machine.viewBuffer(v.handle))
            case .arrayBuffer: machine.setContentUnknown(v.handle)
            default: break
            }
        }
        return .unknown(callee.isUnknown ? callee.reason : machine.reason("unknown-call", "the result of a function that is not known"))
    }
    func exoticGet(_ object: Handle, _ key: PropertyKey, receiver: Value) throws(Abrupt) -> Value? { nil }
    func exoticSet(_ object: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) -> Bool { false }

    func stackText(_ error: Handle, _ site: Site) -> String? {
        guard tellsStacks else { return nil }
        let name = (try? machine.toText(machine.get(error, machine.key("name")))) ?? "Error",
            message = (try? machine.toText(machine.get(error, machine.key("message")))) ?? ""
        var lines = [message.isEmpty ? name : "\(name): \(message)"]
        for (i, p) in places(site).prefix(10).enumerated() {
            let function = i < site.positions.count ? machine.template(site.positions[i].template)?.name ?? "" : ""
            let url = Host.moduleURL(self, p.path) ?? (isBundled ? "worker.js" : p.path)
            lines.append(function.isEmpty ? "    at \(url):\(p.line):\(p.column)" : "    at \(function) (\(url):\(p.line):\(p.column))")
        }
        return lines.joined(separator: "\n")
    }
    var v8Version: Int? { profile.engine == .v8 ? profile.rule("engine/v8")?.number.map { Int($0) } : nil }
}

extension Program {
    /// `isOfNative`: for an error of the native that is called there.
    func runningPosition(isOfNative: Bool = false) -> (file: SourceFile, position: Code.Position)? {
        let site = machine.currentSite()
        guard let frame = (isOfNative ? shownPositions(site) : site.positions).first, let t = machine.template(frame.template),
            t.file < files.count,
            let p = t.code.position(at: Int(frame.pc))
        else { return nil }
        return (files[t.file], p)
    }
    /// The source of the expression that the running instruction is about.
    func operandText() -> String? {
        guard let (file, p) = runningPosition(), p.textEnd > p.textStart, p.textEnd - p.textStart < 200 else { return nil }
        return file.text(Int(p.textStart)..<Int(p.textEnd))
    }
    /// The running call as JavaScriptCore prints it; nil where that is not known.
    func callText(isOfNative: Bool = false) -> String? {
        guard let (file, p) = runningPosition(isOfNative: isOfNative), p.textEnd > p.textStart else { return nil }
        let start = min(Int(p.offset), Int(p.textStart))
        return TranspiledText.print(file.bytes, start..<Int(p.textEnd), followedBy: [.call])
    }
}

extension Program: SourceTextProvider {
    func sourceText(_ template: FunctionTemplate) -> String? {
        template.file < files.count ? files[template.file].text(Int(template.range.lowerBound)..<Int(template.range.upperBound)) : nil
    }
}
