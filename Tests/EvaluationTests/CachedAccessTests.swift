import Machine
import Testing

@testable import Evaluation

/// Where the machine remembers how it found something, or takes a short way to elements: the long way must give the same.
@Suite struct CachedAccessTests {
    static let programs: [(name: String, source: String, prints: [String])] = [
        (
            "a method of strings is replaced while a loop reads it",
            """
            const out = []
            for (let i = 0; i < 4; i++) { out.push('ab'.charCodeAt(1)); if (i === 1) String.prototype.charCodeAt = () => 'mine'; if (i === 2) delete String.prototype.charCodeAt }
            """.replacing(
                "out.push('ab'.charCodeAt(1))", with: "out.push(typeof 'ab'.charCodeAt === 'function' ? 'ab'.charCodeAt(1) : 'gone')")
                + "\nprint(out.join())", ["98,98,mine,gone"]
        ),
        (
            "one site sees strings, their prototype and objects of that shape",
            """
            const read = x => x.length, at = x => x.charAt
            String.prototype.own = 1
            print(['abc', [1], { length: 'o' }, 'z', new String('four')].map(read).join())
            print(['a', String.prototype, { charAt: 2 }, 'b'].map(at).map(f => f === String.prototype.charAt ? 'same' : f).join())
            """, ["3,1,o,1,4", "same,same,2,same"]
        ),
        (
            "indices and inherited members of strings",
            "const get = s => [s[1], s.hasOwnProperty, s.none]; for (const s of ['ab', 'cd']) { const [a, b, c] = get(s); print(a, b === Object.prototype.hasOwnProperty, c) }",
            ["b true undefined", "d true undefined"]
        ),
        (
            "a global is replaced, deleted and found again",
            """
            globalThis.g = 1
            const out = []
            for (let i = 0; i < 5; i++) { out.push(typeof g === 'undefined' ? 'none' : g); if (i === 0) g = 2; if (i === 1) delete globalThis.g; if (i === 2) globalThis.g = 3; if (i === 3) Object.defineProperty(globalThis, 'g', { get: () => 'got' }) }
            print(out.join())
            """, ["1,2,none,3,got"]
        ),
        (
            "integers in typed arrays wrap as DataView writes them",
            """
            for (const T of [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array]) {
              const a = new T(3), v = new DataView(a.buffer), n = T.BYTES_PER_ELEMENT * 8, kind = (T.name[0] === 'U' ? 'Uint' : 'Int') + n
              let same = true
              for (const x of [0, 1, -1, 127, 128, 255, 256, 32768, 65535, 65536, 2147483647, -2147483648]) {
                a[1] = x
                v['set' + kind](0, x, true)
                same &&= a[1] === a[0] && a[1] === v['get' + kind](a.byteOffset, true) && a[2] === 0
              }
              a[3] = 5; a[-1] = 5
              print(T.name, same, a[3], a[-1], Object.keys(a).length)
            }
            """,
            [
                "Int8Array true undefined undefined 3", "Uint8Array true undefined undefined 3", "Int16Array true undefined undefined 3",
                "Uint16Array true undefined undefined 3", "Int32Array true undefined undefined 3", "Uint32Array true undefined undefined 3"
            ]
        ),
        (
            "clamped, and views into a buffer",
            "const b = new Uint8ClampedArray([300, -5, 1.5]), a = new Uint16Array(new Uint8Array([1, 2, 3, 4, 5, 6]).buffer, 2, 1); a[0] = 7; print(b.join(), a[0], a[1], new Uint8Array(a.buffer).join())",
            ["255,0,2 7 undefined 1,2,7,0,5,6"]
        ),
        (
            "holes and elements of prototypes",
            "const a = [1, , 3]; const read = i => a[i]; print([0, 1, 2, 3, -1].map(read).join()); Array.prototype[1] = 'p'; print([0, 1].map(read).join()); delete Array.prototype[1]",
            ["1,,3,,", "1,p"]
        ),
        (
            "characters of strings, pairs of surrogates among them",
            "print([...'a\\u{1F600}b\\uD83D'].map(c => c.length).join(), Array.from('xy', c => c + c).join(), Math.max(...'123'))",
            ["1,2,1,1 xx,yy 3"]
        ),
        (
            "an iterator of strings of one's own",
            """
            const [first] = 'xyz'
            const next = Object.getPrototypeOf(''[Symbol.iterator]()).next
            String.prototype[Symbol.iterator] = function* () { yield 'mine' }
            print(first, [...'ab'].join(), typeof next)
            """, ["x mine function"]
        ),
        (
            "typed arrays from strings, with and without a function",
            """
            print(Uint8Array.from('123').join(), Uint8Array.from('abc', c => c.charCodeAt(0)).join(), Float64Array.from([1.5, 2], (x, i) => x + i).join())
            class Mine extends Uint8Array {}
            print(Mine.from('12') instanceof Mine, Int16Array.from(new Set([70000])).join(), Uint8Array.from({ length: 2, 0: 5 }).join())
            """, ["1,2,3 97,98,99 1.5,3", "true 4464 5,0"]
        )
    ]

    @Test(arguments: programs) func isAsTheLongWay(_ program: (name: String, source: String, prints: [String])) throws {
        let run = try #require(TestRun(program.source))
        #expect(run.failure == nil, "\(program.name)")
        #expect(run.printed == program.prints, "\(program.name)")
    }

    /// What an arm of an unknown condition writes is undone for the other.
    @Test func writesOfOneArmAreNotSeenByTheOther() throws {
        let run = try #require(
            TestRun(
                """
                const a = new Uint8Array(16), b = new Int32Array(4)
                if (Math.random() < 0.5) { a[9] = 1; b[3] = 5; globalThis.x = 1 } else { print(a[9], b[3], typeof x) }
                print(typeof a[9], a[8], b[0])
                """))
        #expect(run.failure == nil)
        #expect(run.printed.contains("0 0 undefined"))
    }
}
