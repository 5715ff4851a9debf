import Machine
import Text

/// `JSON`.
enum JSONLibrary {
    static func install(_ m: Machine) {
        let o = m.makePlainObject()
        m.define(m.globalObject, "JSON", .object(o))
        m.define(o, m.wellKnown.toStringTag, m.makeString("JSON"), .configurable)
        m.defineMethod(o, "parse", length: 2) { m, a throws(Abrupt) in
            var parser = Parser(m, m.codeUnits(try m.toString(a[0])), keepsSources: m.isCallable(a[1]))
            let v = try parser.document()
            guard m.isCallable(a[1]) else { return v }
            let root = m.makePlainObject()
            m.define(root, "", v, .all)
            // since V8 11.4 a third argument tells the source of what is no object
            return try revive(m, .object(root), m.key(""), a[1], 0, m.v8Version < 114 ? nil : parser.sources)
        }
        m.defineMethod(o, "stringify", length: 3) { m, a throws(Abrupt) in
            if a[0].isUncertain { return .unknown(m.reason(of: a[0]), .string) }
            var writer = Writer(m: m, replacer: m.isCallable(a[1]) ? a[1] : nil)
            if a[1].isObject, writer.replacer == nil, try ArrayLibrary.isArray(m, a[1]) {
                writer.allowed = []
                var seen: Set<PropertyKey> = []
                for i in 0..<(try m.lengthOf(a[1].handle)) {
                    let v = try ArrayLibrary.element(m, a[1].handle, i)
                    guard v.isString || v.isNumber || v.isObject && [.string, .number].contains(m.kind(v.handle)) else {
                        if v.isUncertain { throw .unknown(m.reason(of: v)) }
                        continue
                    }
                    let key = m.key(ofString: try m.toString(v))
                    if seen.insert(key).inserted { writer.allowed?.append(key) }
                }
            }
            var space = a[2]
            if space.isObject, m.kind(space.handle) == .number { space = try m.toNumber(space) }
            if space.isObject, m.kind(space.handle) == .string { space = .string(try m.toString(space)) }
            if space.isNumber {
                writer.gap = String(repeating: " ", count: space.number.isNaN ? 0 : Int(min(10, max(0, space.number))))
            } else if space.isString {
                writer.gap = String(m.text(space.handle).prefix(10))
            }
            let holder = m.makePlainObject()
            m.define(holder, "", a[0], .all)
            let wrote = try writer.write(.object(holder), m.key(""), a[0], "")
            return wrote ? m.makeString(units: Array(writer.out.utf16)) : .undefined
        }
    }
    /// What was read, with the text it was read from.
    indirect enum Source {
        case primitive(Value, [UInt16])
        case array([Source])
        case object([PropertyKey: Source])
    }
    private static func revive(
        _ m: Machine, _ holder: Value, _ key: PropertyKey, _ f: Value, _ depth: Int, _ source: Source?
    ) throws(Abrupt) -> Value {
        let v = try m.get(holder, key)
        if depth > 500 { throw m.rangeError("Maximum call stack size exceeded") }
        if v.isObject {
            for k in try m.ownKeys(v.handle) where !k.isSymbol {
                if m.kind(v.handle) == .array, m.keyText(k) == "length" { continue }
                var part: Source?
                switch source {
                case .array(let all)? where m.kind(v.handle) == .array:
                    part = Int(m.keyText(k)).flatMap { all.indices.contains($0) ? all[$0] : nil }
                case .object(let all)? where m.kind(v.handle) != .array: part = all[k]
                default: break
                }
                // a part without a source still gets the argument where the others do
                let r = try revive(m, v, k, f, depth + 1, part ?? source.map { _ in .object([:]) })
                if r.isUndefined {
                    _ = try m.delete(v.handle, k)
                } else {
                    _ = try m.defineOwn(v.handle, k, PropertyDescriptor(value: r, writable: true, enumerable: true, configurable: true))
                }
            }
        }
        guard let source else { return try m.call(f, holder, [m.value(of: key), v]) }
        let context = m.makePlainObject()
        if case .primitive(let read, let text) = source, !v.isObject, m.sameValue(read, v) {
            m.define(context, "source", m.makeString(units: text), .all)
        }
        return try m.call(f, holder, [m.value(of: key), v, .object(context)])
    }

    private struct Writer {
        let m: Machine
        let replacer: Value?
        var allowed: [PropertyKey]?
        var gap = "", out = "", stack: [Handle] = [], keys: [PropertyKey] = []
        init(m: Machine, replacer: Value?) { self.m = m; self.replacer = replacer }

        /// false where the value has no JSON (undefined, functions, symbols).
        mutating func write(_ holder: Value, _ key: PropertyKey, _ value: Value, _ indent: String) throws(Abrupt) -> Bool {
            try m.charge(1)
            var v = value
            if v.isObject || v.isBigInt {
                let toJSON = try m.get(v, "toJSON")
                if toJSON.isUncertain { throw .unknown(m.reason(of: toJSON)) }
                if m.isCallable(toJSON) { v = try m.call(toJSON, v, [m.value(of: key)]) }
            }
            if let replacer { v = try m.call(replacer, holder, [m.value(of: key), v]) }
            if v.isUncertain { throw .unknown(m.reason(of: v)) }
            if v.isObject {
                switch m.kind(v.handle) {
                case .number: v = try m.toNumber(v)
                case .string: v = .string(try m.toString(v))
                case .boolean, .bigint: v = m.internalValue(v.handle, 0)
                default: break
                }
            }
            switch v.tag {
            case .null: out += "null"
            case .boolean: out += v.boolean ? "true" : "false"
            case .int, .double: out += v.number.isFinite ? NumberText.text(v.number) : "null"
            case .string: try quote(m.codeUnits(v.handle))
            case .bigint: throw m.typeError("Do not know how to serialize a BigInt")
            case .object:
                if m.isCallable(v) { return false }
                if let first = stack.firstIndex(of: v.handle) { throw circular(from: first, closing: key) }
                if stack.count > 400 { throw m.rangeError("Maximum call stack size exceeded") }
                stack.append(v.handle)
                keys.append(key)
                try ArrayLibrary.isArray(m, v) ? array(v.handle, indent) : object(v, indent)
                stack.removeLast()
                keys.removeLast()
            default: return false
            }
            return true
        }
        /// V8 shows the circle: the first two steps and the last, with the constructors' names where those are plain.
        private func circular(from first: Int, closing key: PropertyKey) -> Abrupt {
            func name(_ h: Handle) -> String? {
                if m.prototype(of: h) == m.intrinsic(.objectPrototype), m.kind(h) == .object { return "Object" }
                return m.prototype(of: h) == m.intrinsic(.arrayPrototype) && m.kind(h) == .array ? "Array" : nil
            }
            func step(_ key: PropertyKey, in h: Handle) -> String {
                m.kind(h) == .array ? "index \(m.keyText(key))" : m.keyText(key).isEmpty ? "<anonymous>" : "property '\(m.keyText(key))'"
            }
            guard stack[first...].allSatisfy({ name($0) != nil }),
                !keys[first...].contains(where: { Int(m.keyText($0)) != nil && m.kind(stack[first]) != .array })
            else { return m.errorOfUnknownText(.typeErrorPrototype) }
            var lines = [
                "Converting circular structure to JSON", "    --> starting at object with constructor '\(name(stack[first]) ?? "")'"
            ]
            let end = stack.count, shown = min(end, first + 3)
            func line(_ i: Int) -> String {
                "    |     \(step(keys[i], in: stack[i - 1])) -> object with constructor '\(name(stack[i]) ?? "")'"
            }
            for i in (first + 1)..<max(first + 1, shown) { lines.append(line(i)) }
            if end > shown + 1 { lines.append("    |     ...") }
            if end > shown { lines.append(line(end - 1)) }
            lines.append("    --- \(step(key, in: stack[end - 1])) closes the circle")
            return m.typeError(lines.joined(separator: "\n"))
        }
        private mutating func array(_ h: Handle, _ indent: String) throws(Abrupt) {
            let n = try m.lengthOf(h), inner = indent + gap
            out += "["
            for i in 0..<n {
                if i > 0 { out += "," }
                if !gap.isEmpty { out += "\n" + inner }
                if try !write(.object(h), m.key(String(i)), m.getIndex(h, UInt32(i)), inner) { out += "null" }
            }
            if !gap.isEmpty, n > 0 { out += "\n" + indent }
            out += "]"
        }
        private mutating func object(_ v: Value, _ indent: String) throws(Abrupt) {
            let inner = indent + gap
            var first = true
            out += "{"
            var list = allowed ?? []
            if allowed == nil {
                for key in try m.ownKeys(v.handle) where !key.isSymbol {
                    if let d = try m.ownDescriptor(v.handle, key), d.enumerable == true { list.append(key) }
                }
            }
            for key in list {
                let value = try m.get(v, key), mark = out.utf8.count
                if !first { out += "," }
                if !gap.isEmpty { out += "\n" + inner }
                try quote(m.codeUnits(m.value(of: key).handle))
                out += gap.isEmpty ? ":" : ": "
                if try write(v, key, value, inner) {
                    first = false
                } else {
                    out.removeSubrange(out.utf8.index(out.startIndex, offsetBy: mark)...)
                }
            }
            if !gap.isEmpty, !first { out += "\n" + indent }
            out += "}"
        }
        private mutating func quote(_ units: [UInt16]) throws(Abrupt) {
            try m.charge(units.count / 2)
            if out.utf8.count + units.count > Machine.maximumStringLength { throw m.rangeError("Invalid string length") }
            out += "\""
            var plain: [UInt16] = []
            for (i, u) in units.enumerated() {
                let escape: String? =
                    switch u {
                    case 34: "\\\"";
                    case 92: "\\\\";
                    case 8: "\\b";
                    case 12: "\\f";
                    case 10: "\\n";
                    case 13: "\\r";
                    case 9: "\\t"
                    case 0..<32: hex(u)
                    case 0xD800...0xDBFF: i + 1 < units.count && UTF16.isTrailSurrogate(units[i + 1]) ? nil : hex(u)
                    case 0xDC00...0xDFFF: i > 0 && UTF16.isLeadSurrogate(units[i - 1]) ? nil : hex(u)
                    default: nil
                    }
                if let escape { out += String(decoding: plain, as: UTF16.self) + escape; plain = [] } else { plain.append(u) }
            }
            out += String(decoding: plain, as: UTF16.self) + "\""
        }
        private func hex(_ u: UInt16) -> String {
            let h = String(u, radix: 16); return "\\u" + String(repeating: "0", count: 4 - h.count) + h
        }
    }
}
