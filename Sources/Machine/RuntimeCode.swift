/// A code made ready for one run: constants and names in this machine's terms, and its inline caches.
final class RuntimeCode {
    /// What a site has found out about the objects that it meets.
    struct Cache {
        var shape: UInt32 = 0, slot: UInt32 = 0, holder: Handle = 0, epoch: UInt32 = 0
        var use = Use.read

        enum Use: UInt32 {
            case read
            /// `slot` may be written, too.
            case write
            /// Of any string: `slot` of `holder`, the prototype of strings, while that has `shape`.
            case stringMember
            /// Of any string: its length.
            case stringLength
            /// Of the global object, while that has `shape`.
            case global
        }
    }
    /// What the loop needs of a code: plain pointers, for a reference to an object would be counted at each call and return.
    struct View: BitwiseCopyable {
        let instructions: UnsafeMutablePointer<Instruction>
        let constants: UnsafeMutablePointer<Value>
        let names: UnsafeMutablePointer<PropertyKey>
        let caches: UnsafeMutablePointer<Cache>
        /// Of the functions in it, where they have been made; else `.max`.
        let templateNumbers: UnsafeMutablePointer<UInt32>
        let constantCount: Int, registerCount: Int
        let template: UInt32
    }
    let code: Code
    let view: UnsafeMutablePointer<View>
    var templateObjects: [UInt32: Handle] = [:]

    var template: UInt32 { view.pointee.template }
    var instructions: UnsafeMutablePointer<Instruction> { view.pointee.instructions }

    init(_ code: Code, template: UInt32, _ machine: Machine) {
        self.code = code
        let instructions = UnsafeMutablePointer<Instruction>.allocate(capacity: max(1, code.instructions.count))
        instructions.initialize(from: code.instructions, count: code.instructions.count)
        let constants = UnsafeMutablePointer<Value>.allocate(capacity: max(1, code.constants.count))
        for (i, c) in code.constants.enumerated() {
            let value: Value =
                switch c {
                case .number(let d): .number(d)
                case .string(let units): machine.makeString(units: units)
                case .bigint(let digits): machine.makeBigInt(Machine.parseBigInt(digits) ?? BigInteger(Int64(0)))
                case .template: .undefined
                }
            (constants + i).initialize(to: value)
        }
        let names = UnsafeMutablePointer<PropertyKey>.allocate(capacity: max(1, code.names.count))
        let caches = UnsafeMutablePointer<Cache>.allocate(capacity: max(1, code.names.count))
        for (i, n) in code.names.enumerated() { (names + i).initialize(to: machine.key(n)); (caches + i).initialize(to: Cache()) }
        let templateNumbers = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, code.functions.count))
        templateNumbers.initialize(repeating: .max, count: code.functions.count)
        view = .allocate(capacity: 1)
        view.initialize(
            to: View(
                instructions: instructions, constants: constants, names: names, caches: caches, templateNumbers: templateNumbers,
                constantCount: code.constants.count, registerCount: code.registerCount, template: template))
    }
    deinit {
        view.pointee.instructions.deallocate(); view.pointee.constants.deallocate(); view.pointee.names.deallocate()
        view.pointee.caches.deallocate(); view.pointee.templateNumbers.deallocate()
        view.deallocate()
    }
}
