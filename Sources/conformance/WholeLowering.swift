import Evaluation
import Machine
import Syntax

/// Lowers files whole, every function in them: what lowering refuses, and how fast it is.
enum WholeLowering {
    /// Functions of a file, and the reasons for which a run would stop in one of them.
    static func lower(_ path: String) -> (bytes: Int, functions: Int, stops: [String])? {
        guard let bytes = TextFile.bytes(path) else { return nil }
        var work = [Lowering.script(SourceFile(path: path, bytes: bytes), index: 0)], count = 0, stops: [String] = []
        while let template = work.popLast() {
            count += 1
            let code = template.code
            for i in code.instructions where i.op == .stop {
                if case .string(let why) = code.constants[Int(i.bc)] { stops.append(String(decoding: why, as: UTF16.self)) }
            }
            work += code.functions
        }
        return (bytes.count, count, stops)
    }
}
