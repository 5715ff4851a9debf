import Evaluation
import Machine
import Runtimes
import Syntax

/// The host that the tests expect: `print`, `$262`.
final class TestHost: MachineDelegate, CodeFromTextHost {
    var printed: [String] = []
    var files: [SourceFile] = []
    var possibleBefore = 0
    /// Reasons for unknowns that were there before the test began.
    var knownReasons = 1
    var scripts: Handle = 0
    /// Whose names are known: what that engine has and the library lacks is unknown here, as it is in the evaluator.
    private let profile: Profile
    private var owners: [Handle: String] = [:]

    init(_ profile: Profile) { self.profile = profile }

    func begin(_ m: Machine) {
        owners = [:]
        for property in m.ownDataProperties(.object(m.globalObject))
        where property.value.isObject && property.value.handle != m.globalObject {
            let name = m.keyText(property.key)
            owners[property.value.handle] = name
            m.setGuarded(property.value.handle)
            if let prototype = try? m.get(property.value, "prototype"), prototype.isObject {
                owners[prototype.handle] = name + ".prototype"; m.setGuarded(prototype.handle)
            }
        }
        printed = []; possibleBefore = 0; scripts = 0
        m.defineMethod(m.globalObject, "print", length: 1) { [unowned self] m, a in
            printed.append(a[0].isString ? m.text(a[0].handle) : m.describe(a[0]))
            return .undefined
        }
        let host = m.makePlainObject()
        m.setOpen(host)
        m.define(host, "global", .object(m.globalObject))
        m.define(m.globalObject, "$262", .object(host))
        m.defineMethod(host, "detachArrayBuffer", length: 1) { m, a throws(Abrupt) in m.unknown("host", "a detached buffer") }
        self.machine = m
    }
    private weak var machine: Machine?

    func text(_ value: Value) -> String {
        guard let m = machine else { return "" }
        if value.isObject, let name = try? m.get(value, "name"), let message = try? m.get(value, "message"), name.isString {
            return m.text(name.handle) + ": " + (message.isString ? m.text(message.handle) : m.describe(message))
        }
        if value.isObject, let c = try? m.get(value, "constructor"), c.isObject, let name = try? m.get(c, "name"), name.isString,
            let message = try? m.get(value, "message")
        {
            return m.text(name.handle) + ": " + (message.isString ? m.text(message.handle) : m.describe(message))
        }
        return m.describe(value)
    }
    func whyUnknown(_ m: Machine) -> String { m.reasons.dropFirst(knownReasons).map(\.text).joined(separator: "; ") }

    func willMakeFunction(isEmpty: Bool) throws(Abrupt) {}
    func willEvaluate(_ text: Value) throws(Abrupt) {}
    func namesAreGlobal(in file: SourceFile) -> Bool { false }
    func numberOfText(_ file: SourceFile) throws(Abrupt) -> Int? {
        files.append(file)
        return files.count - 1
    }
    func missingMember(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Value? {
        guard let m = machine, !key.isSymbol else { return nil }
        if object == m.globalObject { return try missingGlobal(key) }
        guard let owner = owners[object], case .present = profile.member(m.keyText(key), of: owner) else { return nil }
        return m.unknown("unmodelled-member", "\(owner).\(m.keyText(key))")
    }
    func missingGlobal(_ key: PropertyKey) throws(Abrupt) -> Value? {
        guard let m = machine, !key.isSymbol, case .present = profile.global(m.keyText(key)) else { return nil }
        return m.unknown("unmodelled-global", "the global \(m.keyText(key))")
    }
    func printedExpression(_ template: FunctionTemplate, _ range: Range<Int>, _ form: PrintedForm) -> String? {
        template.file < files.count ? files[template.file].text(range) : ""
    }
    func importMeta(_ template: FunctionTemplate) throws(Abrupt) -> Value { machine?.unknown("host", "import.meta") ?? .undefined }
    func dynamicImport(_ specifier: Value, _ options: Value, phase: UInt8, from: FunctionTemplate) throws(Abrupt) -> Value {
        guard let m = machine else { return .undefined }
        return .object(m.makeUnknownPromise())
    }
    func settle(_ promise: Handle) throws(Abrupt) { try machine?.drainMicrotasks() }
    func rejectionTracked(_ promise: Handle, handled: Bool) {}
    func unknownCalled(_ callee: Value, _ arguments: Arguments) -> Value { .unknown(callee.reason) }
    func exoticGet(_ object: Handle, _ key: PropertyKey, receiver: Value) throws(Abrupt) -> Value? { nil }
    func exoticSet(_ object: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) -> Bool { false }
    func stackText(_ error: Handle, _ site: Site) -> String? { "" }
}
