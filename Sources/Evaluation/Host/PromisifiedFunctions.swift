import Machine
import Runtimes

extension BuiltinModules {
    /// `util.promisify(f)`: calls `f` with a callback more. Node's timers say themselves what their promises wait for.
    static func promisified(_ p: Program, _ function: Value) throws(Abrupt) -> Value {
        let m = p.machine
        if !function.isUncertain, !m.isCallable(function) {
            throw .thrown(
                p.hostError(
                    RuntimeError(
                        name: "TypeError",
                        message: "The \"original\" argument must be of type function. Received \(m.describe(function))",
                        code: "ERR_INVALID_ARG_TYPE"), event: nil))
        }
        let isTimeout = Value.identical(function, (try? m.get(m.globalObject, m.key("setTimeout"))) ?? .undefined)
        return .object(
            m.makeNative("promisified", length: 0) { [unowned p] m, a throws(Abrupt) in
                if isTimeout {
                    let value = a[1], promise = m.makePromise()
                    p.schedule(delay: a[0].isNumber ? a[0].number : 1) { m.fulfill(promise, value) }
                    return .object(promise)
                }
                let promise = function.isUncertain ? m.makeUnknownPromise() : m.makePromise()
                let done = m.makeNative("", length: 2) { m, answer throws(Abrupt) in
                    if function.isUncertain { return .undefined }
                    if answer[0].isNullish { try m.resolve(promise, answer[1]) } else { m.reject(promise, answer[0]) }
                    return .undefined
                }
                _ = try m.call(function, a.this, a.all + [.object(done)])
                return .object(promise)
            })
    }
}
