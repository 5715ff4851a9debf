import Machine
import Syntax
import Testing

@testable import Evaluation

/// Codes that the loop must never see are refused, and lowering makes none of them.
@Suite struct VerificationTests {
    static func code(_ instructions: [Instruction], registers: Int = 4) -> Code {
        Code(
            instructions: instructions, constants: [.number(1)], names: ["x"], functions: [], handlers: [], joins: [], positions: [],
            slotNames: [],
            registerCount: registers, parameterCount: 0, environmentRegister: 1, usesArguments: false)
    }
    @Test func acceptsWhatIsWhole() {
        #expect(Self.code([Instruction(.loadConstant, a: 2, bc: 0), Instruction(.returnValue, a: 2)]).verify() == nil)
    }
    @Test(
        arguments: [
            [], [Instruction(.loadTrue, a: 2)],
            [Instruction(.loadTrue, a: 9), Instruction(.returnValue, a: 2)],
            [Instruction(.jump, bc: 7), Instruction(.returnValue, a: 2)],
            [Instruction(.loadConstant, a: 2, bc: 1), Instruction(.returnValue, a: 2)],
            [Instruction(.getProperty, a: 2, b: 2, c: 1), Instruction(.returnValue, a: 2)],
            [Instruction(.call, a: 2, b: 2, c: 2), Instruction(.returnValue, a: 2)],
            [Instruction(.closure, a: 2, b: 0, c: 1), Instruction(.returnValue, a: 2)]
        ] as [[Instruction]]) func refuses(_ instructions: [Instruction])
    { #expect(Self.code(instructions).verify() != nil) }

    @Test(arguments: LanguageTests.programs) func loweringIsWhole(_ program: (name: String, source: String, prints: [String])) {
        var work = [Lowering.script(SourceFile(path: "test.js", bytes: Array(program.source.utf8)), index: 0)], seen = 0
        while let template = work.popLast(), seen < 1000 {
            seen += 1
            #expect(template.code.verify() == nil)
            let stops = template.code.constants.contains {
                if case .string(let s) = $0 { String(decoding: s, as: UTF16.self).hasPrefix("lowering went wrong") } else { false }
            }
            #expect(!stops, "\(program.name)")
            work += template.code.functions
        }
    }
}
