import Text

/// Paths of the analysed tree as people read them: `./dist/x.wasm`, as in the messages of linking, not where a run pretended to be.
extension Program {
    func shown(_ text: String) -> String {
        guard home == Program.pretendedHome, text.hasBytes(of: home) else { return text }
        return text.replacing("file://" + home + "/", with: "./").replacing(home + "/", with: "./").replacing(home, with: ".")
    }
    func shown(_ error: ErrorText?) -> ErrorText? {
        guard var e = error else { return nil }
        e.message = shown(e.message)
        return e
    }
    func shown(_ event: Event) -> Event {
        var e = event
        e.refusal = shown(e.refusal)
        for (key, value) in e.attributes where value.contains("/") { e.attributes[key] = shown(value) }
        return e
    }
    func shown(_ verdict: Verdict) -> Verdict {
        var v = verdict
        v.error = shown(v.error)
        v.cause = v.cause.map { shown($0) }
        v.assumed = v.assumed.map { shown($0) }
        v.possible = v.possible.map { (shown($0.error) ?? $0.error, $0.at) }
        if let reason = v.reason { v.reason = Verdict.Unknown(code: reason.code, text: shown(reason.text)) }
        v.because = shown(v.because)
        return v
    }
}
