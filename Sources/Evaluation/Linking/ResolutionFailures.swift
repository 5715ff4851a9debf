import Packaging
import Runtimes
import Syntax

/// What a runtime says of a specifier that resolves to nothing.
extension Program {
    /// A failed resolution in the words that depend on more than the tree: workerd's by date, Deno's with the place.
    func resolutionError(
        _ f: ResolutionFailure, _ specifier: String, _ from: TreePath, _ kind: ResolutionRequest.Kind, _ at: Place?
    ) -> RuntimeError {
        if isUploaded {
            let rule = kind == .require ? "module/missing-require" : kind == .dynamicImport ? "module/missing-dynamic" : "module/missing"
            if let error = profile.rule(rule)?.error {
                return error.filled(["specifier": rules.namesAreURLs ? specifier : f.subject, "url": f.subject, "importer": from.text])
            }
        }
        var message = f.message
        if profile.runtime == .deno, kind == .importStatement, let at, !consumers.contains(from.text) {
            if f.reason == .packageMissing, !from.text.contains("node_modules/") {
                message += "\n  hint: If you want to use the npm package, try running `deno add npm:\(f.subject)`"
            }
            message += "\n    at \(url(of: at))"
        }
        return RuntimeError(name: f.name, message: message, code: f.code)
    }
    /// Where a manifest names the file that is missing; nil where the importer is the package itself.
    func target(of resolution: Packaging.Resolution, _ failure: ResolutionFailure) -> Place? {
        guard failure.reason == .fileMissing, let step = resolution.steps.last,
            step.what.hasPrefix("condition ") || step.what.hasPrefix("exports "), let file = sources.file(step.file)
        else { return nil }
        let rest = file.bytes[min(step.range.upperBound, file.bytes.count)...]
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), let value = rest[colon...].dropFirst().firstIndex(where: { $0 > 32 })
        else { return nil }
        return place(file, value)
    }
}
