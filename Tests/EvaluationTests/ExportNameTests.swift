import Syntax
import Testing

@testable import Evaluation

/// What a CommonJS file is seen to export before it runs: every answer is that of the lexer in Node 22.20.
@Suite struct ExportNameTests {
    static let rows: [(source: String, names: String, reexports: String)] = [
        ("exports.a = 1; module.exports.b = 2; exports['c'] = exports.d = 3; exports[e] = 4", "a b c d", ""),
        ("function f() { exports.a = 1 } if (exports.b === 2) exports.c.d = 3", "a b", ""),
        ("module.exports = { a, b: c, 'd': e, f: true, g: 1, h }", "a b d f", ""),
        ("module.exports = { a: b.c, d }", "a", ""),
        ("module.exports = { a: function () {}, d }", "a", ""),
        ("module.exports = { a() {}, d }", "a", ""),
        ("module.exports = { get a() {}, d }", "get", ""),
        ("module.exports = { a : b\n, c : d }", "a", ""),
        ("module.exports = { a, ...require('x'), ...b, c }", "a c", "x"),
        ("0 && (module.exports = { a, b });", "a b", ""),
        ("module.exports = require('x').y || require('z')", "", "x"),
        ("module.exports = require('x'); module.exports = require('y')(1)", "", "y"),
        ("module.exports = { 'try': function () {} }['try']", "try", ""),
        ("Object.defineProperty(exports, 'a', { value: 1 })", "a", ""),
        ("Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return b.c; } })", "a", ""),
        ("Object.defineProperty(exports, 'a', { enumerable: true, get() { return b['c'] }, })", "a", ""),
        ("Object.defineProperty(exports, 'a', { enumerable: false, get: function () { return b.c } })", "", ""),
        ("exports.a = 1; Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return b() } })", "", ""),
        ("Object.defineProperty(exports, 'a', { configurable: true, value: 1 })", "", ""),
        ("__exportStar(require('x'), exports); tslib.__exportStar(require('y'), exports)", "", "x y"),
        ("(function (exports) { __exportStar(require('x'), exports) })(exports)", "", ""),
        ("var _x = require('x'); Object.keys(_x).forEach(function (k) { if (k !== 'default') exports[k] = _x[k]; })", "", "x"),
        (
            """
            var _x = require("x");
            Object.keys(_x).forEach(function (key) {
              if (key === "default" || key === "__esModule") return;
              if (key in exports && exports[key] === _x[key]) return;
              Object.defineProperty(exports, key, { enumerable: true, get: function () { return _x[key]; } });
            });
            """, "", "x"
        ),
        ("var _x = require('x'); Object.keys(_x).forEach(k => { exports[k] = _x[k] })", "", "")
    ]

    @Test(arguments: rows) func areNodes(_ row: (source: String, names: String, reexports: String)) {
        let seen = CommonJSNames(SourceFile(path: "x.cjs", bytes: Array(row.source.utf8)))
        #expect(seen.names.sorted().joined(separator: " ") == row.names)
        #expect(Set(seen.reexports).sorted().joined(separator: " ") == row.reexports)
    }
}
