// Measures the evaluator against ECMA-262's own tests. `scripts/test262` starts it; see there.
import Glibc

// Usage: conformance test262 ROOT [RUNTIME] < list of paths below ROOT/test, one a line.
// One line of answer for each: "RESULT path: why", RESULT being pass, unknown, wrong or skipped.
//        conformance test262-folder ROOT TEST FOLDER: the files of a test that is a module, or has `import()`, as a project.
//        conformance random NODE FIRST-LAST: programs of these seeds in that Node and in the evaluator. `scripts/random-programs` starts
//        it.
//        conformance exports < list of paths: what each is seen to export (see ExportNames).
//        conformance lower < list of paths: what of each file is not lowered.
if CommandLine.arguments.dropFirst().first == "lower" {
    while let path = readLine() {
        guard let result = WholeLowering.lower(path) else { print("\(path): cannot be read"); continue }
        print("\(path): \(result.bytes) bytes, \(result.functions) functions" + result.stops.map { "; " + $0 }.joined())
    }
    exit(0)
}
if CommandLine.arguments.dropFirst().first == "exports" {
    while let path = readLine() { print(ExportNames.line(path) ?? "\(path): cannot be read") }
    exit(0)
}
if let word = CommandLine.arguments.dropFirst().first, word.hasPrefix("random") {
    exit(RandomProgramsCommand.run(Array(CommandLine.arguments.dropFirst())))
}
if CommandLine.arguments.count == 5, CommandLine.arguments[1] == "test262-folder" {
    let tests = ModuleTests(root: CommandLine.arguments[2], runtime: "node@24/esm")
    exit(tests?.write(CommandLine.arguments[3], to: CommandLine.arguments[4]) == true ? 0 : 1)
}
guard CommandLine.arguments.count == 3 || CommandLine.arguments.count == 4, CommandLine.arguments[1] == "test262" else {
    print("usage: conformance test262 ROOT [RUNTIME] < paths")
    exit(2)
}
guard
    var runner = Test262(
        root: CommandLine.arguments[2], runtime: CommandLine.arguments.count > 3 ? CommandLine.arguments[3] : "node@24/cjs")
else {
    print("conformance: no memory for a machine, no such runtime, or no harness below \(CommandLine.arguments[2])")
    exit(2)
}
while let path = readLine() {
    print("start \(path)")
    fflush(nil)  // so that a crash names its test
    let outcome = runner.run(path)
    print("\(outcome.kind) \(path): \(outcome.why.split(separator: "\n").first ?? "")")
}
