import Packaging

/// Writes a consumer: the import at the top, the calls where they run in its form.
struct ConsumerWriter {
    let specifier: Specifier
    let form: ConsumerForm

    /// Names that no example has. An export may be a property of the default one, where a CommonJS file stands behind an ES import or the
    /// reverse: what examples write for one, users of the other write that way.
    private static let access = """
        const __glueHas = (m, k) => m != null && (typeof m === "object" || typeof m === "function") && k in m;
        const __glueDefault = (m = __glueModule) => __glueHas(m, "default") ? m.default : m;
        const __glueNamed = (k, m = __glueModule) => {
          if (__glueHas(m, k)) return m[k];
          const d = __glueDefault(m);
          return __glueHas(d, k) ? d[k] : typeof d === "function" && d.name === k ? d : undefined;
        };
        const __glueWhole = (m = __glueModule) => { const d = __glueDefault(m); return typeof d === "function" || __glueHas(m, "module.exports") ? d : m; };

        """
    /// What trials know of functions: which are classes (older ones by the methods of what they make), and what to pass. A parameter that is looked at before it is used need not be
    /// given, as the options of Emscripten's factories; any other is unknown.
    private static let trial = """
        const __glueText = (f) => Function.prototype.toString.call(f);
        const __glueClass = (f) => __glueText(f).startsWith("class") || f.prototype != null && Object.getOwnPropertyNames(f.prototype).length > 1;
        const __glueOptional = (f) => {
          const text = __glueText(f), name = /^[^(]*\\(\\s*(\\w+)/.exec(text)?.[1];
          return name !== undefined && ["typeof " + name + " ", "typeof " + name + "?", name + " || {}", name + "||{}", name + " ?? ", name + "??", "void 0 === " + name, "void 0===" + name, name + " === void 0", name + "===void 0", name + " === undefined", name + " == null"].some((test) => text.includes(test));
        };
        const __glueArguments = (f) => f.length === 0 || f.length === 1 && __glueOptional(f) ? [] : f.length === 1 ? [__glueUnknown] : [__glueUnknown, __glueUnknown];

        """

    /// Exports that say by their names, or by being the default one, that they start something.
    static let startingExports =
        trial + """
            const __glueStarts = (k, f) => typeof f === "function" && !__glueClass(f) && /^(init|load|create|instantiate|setup|ready)/i.test(k) && !/Sync$/.test(k);
            const d = __glueDefault();
            if (typeof d === "function" && !__glueClass(d)) { __glueApplies(); await __glueWaited(d(...__glueArguments(d))); }
            for (const from of __glueHas(d, "default") || d === __glueModule ? [d] : [__glueModule, d]) {
              if (from == null || typeof from !== "object") continue;
              for (const k of Object.keys(from)) if (k !== "default" && __glueStarts(k, from[k])) { __glueApplies(); await __glueWaited(from[k](...__glueArguments(from[k]))); }
            }
            """

    /// Every exported function, until one reaches WebAssembly.
    static let allExports =
        trial + """
            const d = __glueDefault();
            for (const from of d === __glueModule ? [d] : [__glueModule, d]) {
              if (from == null || typeof from !== "object") continue;
              for (const k of Object.keys(from).slice(0, 12)) {
                if (typeof from[k] !== "function" || __glueClass(from[k]) || /^(__|set[A-Z]|on[A-Z]|free|dispose|version|terminate|stop|delete|close|destroy)/.test(k)) continue;
                if (!__glueReached()) { __glueApplies(); await __glueTry(async () => { await __glueWaited(from[k](...__glueArguments(from[k]))); }); }
              }
            }
            """

    /// Long enough for everything that an example has begun.
    static let idle = "const __glueIdle = () => new Promise((done) => setTimeout(done, 60000));\n"

    /// Calls with made-up arguments: what they throw counts where it is the surroundings' refusal.
    static let attempt = """
        const __glueTry = async (f) => { try { return await f(); } catch (e) { if (__glueCounts(e)) throw e; } };

        """
    /// Functions of exported objects and classes that start something, as `Codec.run(codec => …)`.
    static let startingMembers = """
        for (const k of Object.keys(__glueModule)) {
          const v = __glueModule[k];
          if (v == null || typeof v !== "object" && typeof v !== "function") continue;
          for (const q of ["run", "init", "load", "create", "ready", "open", "instantiate", "start", "getInstance"])
            if (typeof v[q] === "function" && !__glueReached()) { __glueApplies(); await __glueTry(async () => { await __glueWaited(v[q](() => __glueUnknown)); }); }
        }
        """

    /// `body` is what an async function may hold; `imports` are whole import statements.
    func text(_ body: String, imports: String = "") -> String {
        let name = "\"" + "\(specifier)".filter { $0 != "\"" && $0 != "\\" && !$0.isNewline } + "\""
        let use = Self.access + "async function __glueUse() {\n\(body)\n}\n"
        switch form {
        case .module, .page: return imports + "import * as __glueModule from \(name);\n" + use + "await __glueUse();\n"
        case .script: return imports + "const __glueModule = require(\(name));\n" + use + "__glueUse();\n"
        case .worker:
            return imports + "import * as __glueModule from \(name);\n" + use
                + "export default { async fetch() { await __glueUse(); return new Response(\"ok\"); } };\n"
        }
    }
}
