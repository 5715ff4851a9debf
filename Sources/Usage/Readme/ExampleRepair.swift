import Syntax

/// Examples are written for people: shell lines, ellipses and types stand among the code. What does not parse is mended or left out.
enum ExampleRepair {
    /// An example with more lines that must go is not the example any more.
    private static let dropLimit = 6

    /// The example as JavaScript; nil where it cannot be mended.
    static func javaScript(_ code: String) -> SourceFile? {
        var text = withEndedImports(code.filter { $0 != "\r" })
        if let file = parsed(text) { return file }
        text = withoutPlaceholders(text)
        if let file = parsed(text) { return file }
        text = withoutTypes(text)
        for _ in 0...dropLimit {
            let file = SourceFile(path: "example", bytes: Array(text.utf8))
            guard let error = file.tree.firstError else { return file }
            text = withoutLine(text, at: error)
        }
        return nil
    }

    private static func parsed(_ text: String) -> SourceFile? {
        let file = SourceFile(path: "example", bytes: Array(text.utf8))
        return file.tree.hasError ? nil : file
    }

    /// Without a semicolon the grammar reads a bracket on the next line as a call of the specifier.
    private static func withEndedImports(_ code: String) -> String {
        var text = code
        text.replace(#/(?m)^([^\n]*\bfrom[ \t]*(?:"[^"\n]+"|'[^'\n]+'))([ \t]*(?:\/\/[^\n]*)?)$/#) { "\($0.output.1);\($0.output.2)" }
        return text
    }

    private static func withoutPlaceholders(_ code: String) -> String {
        var text = code
        text.replace(#/(?m)^[ \t]*(\$ |> )?(npm|yarn|pnpm|bun|npx|deno) (i|install|add|run|x)\b.*$/#, with: "")
        text.replace(#/=\s*(\/\*[^*]*\*\/|\.\.\.|…|<[^>\n]*>)[ \t]*(;|\n|$)/#) { "= __glueUnknown" + ($0.output.2 == "\n" ? "\n" : ";") }
        text.replace(#/\(\s*(\.\.\.|…)\s*\)/#, with: "(__glueUnknown, __glueUnknown, __glueUnknown)")
        text.replace(#/(?m)^[ \t]*(\.\.\.|…)[ \t;]*$/#, with: "")
        text.replace(#/\{\s*(\.\.\.|…)\s*\}/#, with: "{}")
        text.replace(#/,\s*(\.\.\.|…)\s*([)\]}])/#) { String($0.output.2) }
        return text
    }

    private static func withoutTypes(_ code: String) -> String {
        var text = code
        text.replace(#/(?m)^[ \t]*import\s+type\s[^;\n]*;?$/#, with: "")
        text.replace(#/([{,]\s*)type\s+\w+(\s+as\s+\w+)?\s*,?/#) { String($0.output.1) }
        text.replace(#/(?m)^[ \t]*(export\s+)?interface\s+\w+[^{\n]*\{[^}]*\}/#, with: "")
        text.replace(#/(?m)^[ \t]*(export\s+)?type\s+\w+(<[^=\n]*>)?\s*=[^;\n]*;?$/#, with: "")
        text.replace(#/(?m)^[ \t]*declare\s[^\n{]*$/#, with: "")
        text.replace(#/\b(const|let|var)(\s+[\w$]+)\s*:\s*[^=\n;]+(=|;|\n)/#) { "\($0.output.1)\($0.output.2) \($0.output.3)" }
        text.replace(#/\)\s*:\s*[\w$.]+(<[^{}()\n]*>)?(\[\])*\s*(\{|=>)/#) { ") \($0.output.3)" }
        text.replace(
            #/([(,]\s*(?:public |private |readonly )*[\w$]+)\??\s*:\s*[\w$.]+(<[^(){}\n]*>)?(\[\])*(\s*\|\s*[\w$.]+(\[\])*)*\s*(?=[,)=])/#
        ) { String($0.output.1) }
        text.replace(#/\s(as|satisfies)\s+(const|[\w$.]+(<[^(){}\n]*>)?(\[\])*)/#, with: "")
        text.replace(#/([\w$])<[\w\s,.|\[\]<>]*>\(/#) { "\($0.output.1)(" }
        text.replace(#/([\w$)\]])!(?=[.;,)\[\n])/#) { String($0.output.1) }
        return text
    }

    /// `at` is a byte of the text.
    private static func withoutLine(_ text: String, at: Int) -> String {
        let bytes = Array(text.utf8), at = min(at, max(0, bytes.count - 1))
        guard !bytes.isEmpty else { return text }
        let start = bytes[..<at].lastIndex(of: 10).map { $0 + 1 } ?? 0
        let end = bytes[at...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
        return String(decoding: bytes[..<start] + bytes[max(start, end)...], as: UTF8.self)
    }
}
