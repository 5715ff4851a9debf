import Machine
import Runtimes
import Syntax

/// How JavaScriptCore words the errors of the language. Most of its texts quote the source, as Bun's transpiler prints it; the others are
/// facts of the engine (`words/…`). What is not known is unknown: an error text is a promise.
extension Program {
    func words(for error: LanguageError) -> EngineWords {
        noteAbsentMember(error)
        guard profile.engine == .javaScriptCore else { return .asV8 }
        switch error {
        case .notAFunction(_, let isConstructor): return isConstructor ? notAConstructor() : notAFunction()
        case .argumentNotAFunction: return argumentNotAFunction()
        case .readOfNullish(_, _, let isNull): return evaluating(isNull, [.member])
        case .writeOfNullish(_, _, let isNull): return evaluating(isNull, [.member, .assignment])
        case .beforeInitialization(let name): return .text("Cannot access '\(name)' before initialization.")
        case .cannotDestructure(let key, _, _):
            return .text(
                key.isEmpty
                    ? "Cannot destructure null or undefined value" : "Cannot destructure property '\(key)' from null or undefined value")
        case .notDefined: return .asV8
        case .instanceOf(let text): return words(for: text)
        case .notIterable, .inOperator: return .unknown
        }
    }
    /// Texts of the language's library: V8's, matched against those whose counterpart was measured.
    func words(for text: String) -> EngineWords {
        guard profile.engine == .javaScriptCore else { return .asV8 }
        return counterparts.lazy.compactMap { $0.says(of: text) }.first ?? .asV8
    }

    private func notAFunction() -> EngineWords {
        guard let (bytes, range) = operand(), let (callee, call) = TranspiledText.printCall(bytes, range) else { return .unknown }
        // a callee that is not kept is none that has a name in a register: only `undefined` was ever met so
        let value = machine.runningCallee().map(described) ?? "undefined"
        return .text("\(callee) is not a function. (In '\(call)', '\(callee)' is \(value))")
    }
    private func notAConstructor() -> EngineWords {
        guard let (file, position) = runningPosition(), position.textEnd > position.textStart, let callee = machine.runningCallee(),
            position.offset < position.textEnd
        else { return .unknown }
        let range = Int(position.offset)..<Int(position.textEnd)
        guard
            let printed = TranspiledText.print(file.bytes, range, followedBy: [.call])
                ?? TranspiledText.print(file.bytes, range, followedBy: [])
        else { return .unknown }
        let value = machine.isCallable(callee) ? "function" : callee.isObject ? className(callee) : machine.describe(callee)
        return .text("\(value) is not a constructor (evaluating '\(printed)')")
    }
    private func argumentNotAFunction() -> EngineWords {
        guard let callee = machine.runningCallee(), callee.isObject, case let name = try? machine.get(callee, "name"), let name,
            name.isString,
            case let text = machine.text(name.handle),
            let own = try? machine.get(.object(machine.intrinsic(.arrayPrototype)), text), Value.identical(own, callee)
        else { return .unknown }
        return .text("Array.prototype.\(text) callback must be a function")
    }
    private func evaluating(_ isNull: Bool, _ steps: [TranspiledText.Step]) -> EngineWords {
        guard let (bytes, range) = operand(), let printed = TranspiledText.print(bytes, range, followedBy: steps) else { return .unknown }
        return .text("\(isNull ? "null" : "undefined") is not an object (evaluating '\(printed)')")
    }
    private func operand() -> (bytes: [UInt8], range: Range<Int>)? {
        guard let (file, p) = runningPosition(), p.textEnd > p.textStart, p.textEnd - p.textStart < 1_000 else { return nil }
        return (file.bytes, Int(p.textStart)..<Int(p.textEnd))
    }
    /// As JavaScriptCore tells a value.
    private func described(_ v: Value) -> String {
        if v.isString { return "\"\(machine.text(v.handle))\"" }
        return v.isObject ? "an instance of \(className(v))" : machine.describe(v)
    }
    private func className(_ v: Value) -> String {
        if machine.kind(v.handle) == .namespace { return "Module" }
        let name = (try? machine.get(machine.get(v, "constructor"), "name")) ?? .undefined
        return name.isString ? machine.text(name.handle) : "Object"
    }
}

/// A text of V8's and what another engine says instead; `{name}` stands for the same part of both.
struct EngineCounterpart {
    private let parts: [String], names: [String]
    /// nil where the other engine's text depends on more, so that nobody here knows it.
    private let other: RuntimeError?

    /// nil where the fact has no text of V8's, or places without anything between them.
    init?(_ fact: FactValue) {
        guard let of = fact["of"]?.text else { return nil }
        var parts = [""], names: [String] = [], rest = of[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            parts[parts.count - 1] += rest[..<open]
            names.append(String(rest[rest.index(after: open)..<close]))
            parts.append("")
            rest = rest[rest.index(after: close)...]
        }
        parts[parts.count - 1] += rest
        guard parts.dropFirst().dropLast().allSatisfy({ !$0.isEmpty }) else { return nil }
        self.parts = parts
        self.names = names
        other = fact["says"]?.text.map { RuntimeError(name: "", message: $0) }
    }
    /// nil where it is about another text.
    func says(of text: String) -> EngineWords? {
        guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else { return nil }
        if names.isEmpty { return text == first ? other.map { .text($0.message) } ?? .unknown : nil }
        var values: [String: String] = [:], rest = text.dropFirst(first.count)
        for (name, part) in zip(names, parts.dropFirst()).dropLast() {
            guard let found = rest.firstRange(of: part) else { return nil }
            values[name] = String(rest[..<found.lowerBound])
            rest = rest[found.upperBound...]
        }
        guard rest.hasSuffix(last), let name = names.last else { return nil }
        values[name] = String(rest.dropLast(last.count))
        return other.map { .text($0.filled(values).message) } ?? .unknown
    }
}
