import Machine
import Testing

@testable import Evaluation

/// Programs whose conditions nobody knows: both ways are gone, and what is certain in either is still known.
@Suite struct ForkTests {
    /// `maybe()` is true or false.
    static let programs: [(name: String, source: String, prints: [String])] = [
        ("arms that agree leave the value known", "let x = maybe() ? 1 : 1; print(x)", ["1"]),
        ("a throw in one arm is possible, not certain", "function f() { if (maybe()) throw new Error('no'); return 1 } print(f())", ["1"]),
        (
            "a loop that continues on something unknown ends",
            "let n = 0, i = 0; while (i < 10) { i++; if (maybe()) continue; n = 'n' } print(i, typeof n)", ["10 unknown"]
        ),
        (
            "conditions inside a loop of unknown length",
            """
            let seen = 0
            while (maybe()) { if (maybe()) continue; if (maybe()) { seen = 1; continue } seen = 2 }
            print('out')
            """, ["out"]
        ),
        (
            "a search through something of unknown length",
            "function find() { for (;;) { if (maybe()) return 5; if (maybe()) break; if (maybe()) continue } return 5 } print(find())",
            ["5"]
        ),
        (
            "a return in one arm and another round in the other",
            "function f() { let i = 0; while (maybe()) { if (maybe()) return 'early'; i++ } return 'late' } print(typeof f(), f().length)",
            ["string unknown"]
        ),
        (
            "what may have returned is not undone by a later throw",
            "function f() { while (maybe()) { if (maybe()) return 7 } throw new Error('none') } print(f())", ["7"]
        ),
        (
            "an async function that may have returned",
            "async function f() { while (maybe()) { if (maybe()) return 7 } await null; throw new Error('none') } f().then(x => print(x))",
            ["7"]
        ),
        (
            "nested loops",
            "let k = 0; outer: while (maybe()) { while (maybe()) { if (maybe()) continue outer; if (maybe()) break outer } k++ } print('out')",
            ["out"]
        ),
        ("a recursion on something unknown ends", "function depth(n) { return maybe() ? depth(n + 1) : 'end' } print(depth(0))", ["end"]),
        (
            "two functions that call each other",
            "function a(n) { if (maybe()) return b(n + 1); return 'a' } function b(n) { if (maybe()) return a(n + 1); return 'a' } print(a(0))",
            ["a"]
        ),
        (
            "one of two promises", "const p = maybe() ? Promise.resolve('same') : Promise.resolve('same'); (async () => print(await p))()",
            ["same"]
        ),
        (
            "one of two promises, of which one fails",
            "const p = maybe() ? Promise.resolve(3) : Promise.reject(new Error('no')); (async () => print(await p))()", ["3"]
        ),
        (
            "both of two promises fail",
            "const p = maybe() ? Promise.reject(new Error('no')) : Promise.reject(new Error('no')); p.then; (async () => { try { await p } catch (e) { print(e.message) } })()",
            ["no"]
        ),
        (
            "what one of two classes makes has that class's methods",
            "class A { m() { return 1 } } class B { m() { return 1 } } const o = { C: maybe() ? A : B }; print(new o.C().m())", ["1"]
        ),
        (
            "methods of something unknown give something unknown",
            "print(BigInt(Math.random()).toString(16), Function.prototype.toString.call(maybe() ? 1 : maybe))", ["unknown unknown"]
        ),
        (
            "random names are unlike all others",
            "const o = {}; o['k' + Math.random()] = 1; o['k' + Math.random().toString(36).slice(2)] = 2; o.k = 3; print(o.k, Object.keys(o).length)",
            ["3 3"]
        ),
        (
            "a random name stays the same, a random index is not known",
            "const n = Math.random(), o = { k: 5 }; o[n] = 1; delete o[n]; print(o.k, 'k' + n === 'k' + n, [1, 2][Math.floor(n * 2)])",
            ["5 true unknown"]
        ),
        (
            "what is kept under a random name is found there, and nowhere else",
            "const n = Math.random().toString(), o = {}; const before = o[n]; o[n] = 1; print(before, o[n], ({ a: 1 })[n])",
            ["undefined 1 unknown"]
        )
    ]

    @Test(arguments: programs) func goesOn(_ program: (name: String, source: String, prints: [String])) throws {
        let run = try #require(TestRun("function maybe() { return Math.random() < 0.5 }\n" + program.source))
        #expect(run.failure == nil, "\(program.name)")
        #expect(run.printed == program.prints, "\(program.name)")
    }
}
