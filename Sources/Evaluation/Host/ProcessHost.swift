import Machine
import Runtimes

/// `process`, `Buffer`, `navigator`, `location`, `performance`, `Deno`, `Bun`: values from the profile, all else open.
enum ProcessHost {
    static func install(_ p: Program) {
        let m = p.machine
        Host.define(p, "process") { process(p) }
        Host.define(p, "Buffer") { .object(BufferHost.make(p)) }
        for name in ["navigator", "location", "performance", "Deno", "Bun", "caches", "scheduler"] {
            guard case .present(.object) = p.profile.global(name) else { continue }
            let o = m.makePlainObject()
            p.ownerNames[o] = name
            for (member, kind) in p.profile.members(of: name) {
                if let v = p.profile.constant(name + "." + member) {
                    m.define(o, member, value(p, v), .all)
                } else {
                    m.define(o, member, m.unknown("unmodelled-member", "\(name).\(member)", p.hint(kind)), .all)
                }
            }
            for member in ["userAgent", "platform", "hardwareConcurrency", "language", "href", "origin", "protocol", "version", "pathname"]
            { if let v = p.profile.constant(name + "." + member) { m.define(o, member, value(p, v), .all) } }
            if name == "caches", p.profile.operation("caches.default.match", at: p.moment) != nil {
                m.define(o, "default", Host.open(p), .all)
            }
            m.setOpen(o)
            m.setGuarded(o)
            if name == "performance" {
                m.defineMethod(o, "now", length: 0) { [unowned p] m, _ in
                    p.stage == .startup && p.isWorkers ? .int(0) : m.unknown("clock", "the time", .number)
                }
            }
            if name == "Deno" { deno(p, o) }
            m.define(m.globalObject, name, .object(o))
        }
    }
    static func value(_ p: Program, _ f: FactValue) -> Value {
        if let t = f.text { return p.machine.makeString(t) }
        if let b = f.flag { return .boolean(b) }
        if let n = f.number { return .number(n) }
        if f == .absent { return .undefined }
        if f == .null { return .null }
        return p.machine.unknown("profile", "a value of the runtime")
    }
    private static func deno(_ p: Program, _ o: Handle) {
        let m = p.machine
        m.defineMethod(o, "readFileSync", length: 1) { [unowned p] m, a throws(Abrupt) in
            try FileSystem.read(p, a[0], encoding: nil, callee: "Deno.readFileSync")
        }
        m.defineMethod(o, "readFile", length: 1) { [unowned p] m, a throws(Abrupt) in
            do throws(Abrupt) {
                let v = try FileSystem.read(p, a[0], encoding: nil, callee: "Deno.readFile");
                return p.later { d throws(Abrupt) in m.fulfill(d, v) }
            } catch { return p.rejected(try p.caught(error)) }
        }
    }
    /// Noted when the program looks at the tag.
    static let tagExpression = "Object.prototype.toString.call(process)"
    private static func process(_ p: Program) -> Value {
        let m = p.machine, o = m.makePlainObject()
        p.ownerNames[o] = "process"
        if let tag = p.profile.profile.measured(tagExpression)?.text, tag.contains("process") {
            m.define(o, m.wellKnown.toStringTag, m.makeString("process"), .configurable)
        } else if p.isNode || p.profile.runtime == .bun || p.profile.runtime == .deno {
            m.define(o, m.wellKnown.toStringTag, m.makeString("process"), .configurable)
        }
        let versions = m.makePlainObject()
        p.ownerNames[versions] = "process.versions"
        m.setGuarded(versions)
        if let v = p.profile.constant("process.versions.node") {
            m.define(versions, "node", v.text.map { m.makeObservedString($0) } ?? value(p, v), .all)
        } else if case .present = p.profile.member("node", of: "process.versions") {
            m.define(versions, "node", m.unknown("profile", "process.versions.node", .string), .all)
        } else if p.isNode {
            m.define(versions, "node", m.makeObservedString(nodeVersion(p)), .all)
        } else if case .unknown = p.profile.member("node", of: "process.versions"), !p.isWorkers {
            m.define(versions, "node", m.makeString("22.0.0"), .all)
        }
        m.define(versions, "v8", m.unknown("profile", "process.versions.v8", .string), .all)
        if p.profile.runtime == .bun { m.define(versions, "bun", m.unknown("profile", "process.versions.bun", .string), .all) }
        if p.profile.runtime == .deno { m.define(versions, "deno", m.unknown("profile", "process.versions.deno", .string), .all) }
        let versionsAreThere: Bool = {
            if case .absent = p.profile.member("versions", of: "process") { return false }; return true
        }()
        if versionsAreThere { m.define(o, "versions", .object(versions), .all) }
        let release = m.makePlainObject()
        p.ownerNames[release] = "process.release"
        m.setGuarded(release)
        if let v = p.profile.constant("process.release.name") {
            m.define(release, "name", value(p, v), .all)
        } else if !p.isWorkers {
            m.define(release, "name", m.makeString("node"), .all)
        }
        if case .absent = p.profile.member("release", of: "process") {} else { m.define(o, "release", .object(release), .all) }
        for (name, fallback) in [("platform", "linux"), ("arch", "x64"), ("version", "v" + nodeVersion(p)), ("title", "node"), ("type", "")]
        {
            if let v = p.profile.constant("process." + name), v != .absent {
                m.define(o, name, name == "version" ? v.text.map { m.makeObservedString($0) } ?? value(p, v) : value(p, v), .all)
            } else if case .absent = p.profile.member(name, of: "process") {
                continue
            } else if fallback.isEmpty {
                continue
            } else {
                m.define(
                    o, name,
                    p.isNode
                        ? name == "version" ? m.makeObservedString(fallback) : m.makeString(fallback)
                        : m.unknown("profile", "process.\(name)", .string), .all)
            }
        }
        let environment = m.makePlainObject()
        p.ownerNames[environment] = "process.env"
        m.setGuarded(environment)
        // a program that is started without more does not have it, and its packages choose what they load by it
        if p.isBundled { m.define(environment, "NODE_ENV", m.makeString(buildMode), .all) }
        if !p.isWorkers {
            for name in usualVariables { m.define(environment, name, m.unknown("environment", "process.env.\(name)", .string), .all) }
            for name in commonVariables { m.define(environment, name, m.unknown("environment", "process.env.\(name)"), .all) }
        }
        m.define(o, "env", .object(environment), .all)
        m.define(o, "argv", .object(m.makeArray([m.makeString("/usr/bin/node"), m.makeString(p.absolute("main.js"))])), .all)
        m.define(o, "execArgv", .object(m.makeArray()), .all)
        m.defineMethod(o, "cwd", length: 0) { [unowned p] m, _ in m.makeString(p.isWorkers ? "/bundle" : p.absolute("")) }
        m.defineMethod(o, "exit", length: 1) { [unowned p] m, a throws(Abrupt) in
            p.event("process.exit", ["code": a[0].isNumber ? "\(a[0].number)" : ""])
            throw .stopped(.exit(a[0].isInt ? a[0].int : 0))
        }
        let listeners = ProcessListeners(m, o)
        listeners.install { name in if case .absent = p.profile.member(name, of: "process") { false } else { true } }
        p.processListeners = listeners
        m.defineMethod(o, "nextTick", length: 1) { m, a throws(Abrupt) in
            let f = try Library.callable(m, a[0], .shown)
            let extra = a.from(1)
            m.queueMicrotask(
                extra.isEmpty ? f : .object(m.makeNative("", length: 0) { m, _ throws(Abrupt) in try m.call(f, .undefined, extra) }))
            return .undefined
        }
        if case .present = p.profile.member("getBuiltinModule", of: "process") {
            m.defineMethod(o, "getBuiltinModule", length: 1) { [unowned p] m, a throws(Abrupt) in
                let name = try m.toText(a[0]), bare = name.hasPrefix("node:") ? String(name.dropFirst(5)) : name
                guard let answer = p.profile.builtinModule(name) ?? p.profile.builtinModule("node:" + bare) else {
                    return m.unknown("module", "the builtin module \(name)")
                }
                if case .missing = answer.outcome { return .undefined }
                return try Host.builtin(p, bare)
            }
        }
        let hrtime = m.makeNative("hrtime", length: 1) { m, _ in
            .object(m.makeArray([m.unknown("clock", "the time", .number), m.unknown("clock", "the time", .number)]))
        }
        m.defineMethod(hrtime, "bigint", length: 0) { m, _ in m.unknown("clock", "the time", .bigint) }
        m.define(o, "hrtime", .object(hrtime), .all)
        m.setGuarded(o)
        return .object(o)
    }
    /// Variables that every shell hands on, and those that many machines have: what a program finds under other names is its own affair,
    /// and taken to be absent (the verdict says so).
    /// What wrangler writes for `process.env.NODE_ENV` in what it deploys, where nobody sets it (4.46,
    /// github.com/cloudflare/workers-sdk/pull/11027), and other bundlers in what they make for production.
    private static let buildMode = "production"
    /// `process` where a bundler replaces the whole expression.
    static func ofBuild(_ p: Program) -> Value {
        let m = p.machine, process = m.makePlainObject(), environment = m.makePlainObject()
        m.define(environment, "NODE_ENV", m.makeString(buildMode), .all)
        m.define(process, "env", .object(environment), .all)
        return .object(process)
    }
    private static let usualVariables = ["PATH", "HOME", "PWD"]
    private static let commonVariables = [
        "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TERM", "COLORTERM", "TMPDIR", "TEMP", "TMP", "CI", "EDITOR", "HOSTNAME",
        "NODE_OPTIONS", "NODE_PATH", "NO_COLOR", "FORCE_COLOR", "DEBUG"
    ]
    static func nodeVersion(_ p: Program) -> String {
        if case .node(let v, _) = p.profile.runtime {
            let measured = [18: "18.20.8", 20: "20.20.2", 22: "22.23.3", 24: "24.21.0", 26: "26.10.0"]
            return v.patch == nil ? measured[v.major] ?? "\(v.major).0.0" : "\(v)"
        }
        return "22.0.0"
    }
}

/// Node's `Buffer`, as far as glue uses it to make bytes of text.
enum BufferHost {
    static func make(_ p: Program) -> Handle {
        let m = p.machine
        let prototype = m.makeObject(prototype: m.intrinsic(.uint8Prototype))
        let c = m.makeNative("Buffer", length: 2, constructs: true) { m, a throws(Abrupt) in try from(m, a, prototype) }
        m.define(c, "prototype", .object(prototype), .none)
        m.define(prototype, "constructor", .object(c))
        if let uint8 = try? m.get(m.globalObject, m.key("Uint8Array")), uint8.isObject { _ = try? m.setPrototype(c, uint8.handle) }
        m.defineMethod(c, "from", length: 1) { m, a throws(Abrupt) in try from(m, a, prototype) }
        for name in ["alloc", "allocUnsafe", "allocUnsafeSlow"] {
            m.defineMethod(c, name, length: 1) { m, a throws(Abrupt) in
                try zeros(m, count: m.toIndex(a[0]), prototype)
            }
        }
        m.defineMethod(c, "isBuffer", length: 1) { m, a throws(Abrupt) in
            a[0].isUncertain ? .unknown(m.reason(of: a[0]), .boolean) : .boolean(a[0].isObject && m.prototype(of: a[0].handle) == prototype)
        }
        m.defineMethod(c, "byteLength", length: 1) { m, a throws(Abrupt) in
            a[0].isString ? .number(m.text(a[0].handle).utf8.count) : m.unknown("buffer", "a length in bytes", .number)
        }
        m.defineMethod(c, "concat", length: 1) { m, a throws(Abrupt) in
            var all: [UInt8] = []
            for v in try m.listFromIterable(a[0]) {
                guard let b = try TextHost.bytes(m, v) else { return m.unknown("buffer", "joined bytes", .object) }
                try m.charge(b.count / 64)
                all += b
                if all.count > Machine.longestKeptBytes { throw .stopped(.memory) }
            }
            return try wrap(m, all, prototype)
        }
        m.defineMethod(prototype, "toString", length: 1) { m, a throws(Abrupt) in
            guard let b = try TextHost.bytes(m, a.this) else { return m.unknown("bytes", "text of bytes that are not known", .string) }
            let encoding = a[0].isString ? m.text(a[0].handle).lowercased() : "utf8"
            try m.charge(b.count / (encoding == "hex" ? 4 : b.allSatisfy { $0 < 128 } ? 32 : 3))
            switch encoding {
            case "utf8", "utf-8": return m.makeString(String(decoding: b, as: UTF8.self))
            case "base64": return m.makeString(TextHost.encode64(b))
            case "latin1", "binary": return b.withUnsafeBufferPointer { m.makeString(latin1: $0) }
            case "hex":
                let digits = Array("0123456789abcdef".utf8)
                return b.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }.withUnsafeBufferPointer { m.makeString(latin1: $0) }
            default: return m.unknown("encoding", "text in \(encoding)", .string)
            }
        }
        for name in ["slice", "subarray"] {
            m.defineMethod(prototype, name, length: 2) { m, a throws(Abrupt) in
                let v = try m.call(m.get(m.intrinsic(.typedArrayPrototype), m.key("subarray")), a.this, [a[0], a[1]])
                if v.isObject { _ = try m.setPrototype(v.handle, prototype) }
                return v
            }
        }
        m.setOpen(prototype); m.setOpen(c)
        return c
    }
    private static func zeros(_ m: Machine, count: Int, _ prototype: Handle) throws(Abrupt) -> Value {
        let v = m.makeTypedArray(.uint8, buffer: try m.makeArrayBuffer(byteLength: count), byteOffset: 0, length: count)
        _ = try m.setPrototype(v, prototype)
        return .object(v)
    }
    static func wrap(_ m: Machine, _ bytes: [UInt8], _ prototype: Handle) throws(Abrupt) -> Value {
        let b = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
        let v = m.makeTypedArray(.uint8, buffer: b, byteOffset: 0, length: bytes.count)
        _ = try m.setPrototype(v, prototype)
        return .object(v)
    }
    private static func from(_ m: Machine, _ a: Arguments, _ prototype: Handle) throws(Abrupt) -> Value {
        if a[0].isUncertain {
            let v = try wrap(m, [], prototype)
            m.setContentUnknown(m.viewBuffer(v.handle)); m.setOpen(v.handle)
            return v
        }
        if a[0].isNumber { return try zeros(m, count: Int(max(0, min(a[0].number, 1e9))), prototype) }
        if a[0].isString {
            let encoding = a[1].isString ? m.text(a[1].handle).lowercased() : "utf8", units = m.codeUnits(a[0].handle)
            try m.charge(units.count / 64)
            switch encoding {
            case "base64", "base64url": return try wrap(m, TextHost.decode64(units, lenient: true) ?? [], prototype)
            case "latin1", "binary", "ascii": return try wrap(m, units.map { UInt8(truncatingIfNeeded: $0) }, prototype)
            case "hex":
                var out: [UInt8] = []
                for i in stride(from: 0, to: units.count - 1, by: 2) {
                    guard let v = UInt8(String(decoding: units[i...(i + 1)], as: UTF16.self), radix: 16) else { break }; out.append(v)
                }
                return try wrap(m, out, prototype)
            default: return try wrap(m, Array(m.text(a[0].handle).utf8), prototype)
            }
        }
        if a[0].isObject, m.kind(a[0].handle) == .arrayBuffer {
            let offset = try m.toIndex(a[1]), length = a[2].isUndefined ? max(0, m.byteLength(a[0].handle) - offset) : try m.toIndex(a[2])
            let v = m.makeTypedArray(.uint8, buffer: a[0].handle, byteOffset: offset, length: length)
            _ = try m.setPrototype(v, prototype)
            return .object(v)
        }
        if a[0].isObject, m.kind(a[0].handle) == .array {
            var out: [UInt8] = []
            for v in m.arrayValues(a[0].handle) { out.append(UInt8(truncatingIfNeeded: try m.toInt32(v))) }
            return try wrap(m, out, prototype)
        }
        guard let bytes = try TextHost.bytes(m, a[0]) else {
            let v = try wrap(m, [], prototype)
            m.setContentUnknown(m.viewBuffer(v.handle)); m.setOpen(v.handle)
            return v
        }
        return try wrap(m, bytes, prototype)
    }
}
