/// Text laid out for a terminal's width.
enum Wrapping {
    /// Words in lines of at most `width` columns, each after `indent` spaces (the first after what `first` gives); a longer word has its
    /// own line.
    static func lines(_ text: String, indent: Int, first: String? = nil, width: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var out = "", line = first ?? margin, isEmpty = true
        var used = max(line.count, indent)
        if line.count < indent { line += String(repeating: " ", count: indent - line.count) }
        for word in text.split(separator: " ") {
            if used + word.count + (isEmpty ? 0 : 1) > width, !isEmpty {
                out += line + "\n"
                line = margin
                used = indent
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            used += word.count + (isEmpty ? 0 : 1)
            isEmpty = false
        }
        return out + line + "\n"
    }

    /// Build errors have one line for each file; the rest is in the other formats.
    static func firstLines(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        return lines.prefix(2).joined(separator: " / ") + (lines.count > 2 ? " (and \(lines.count - 2) more lines)" : "")
    }
    /// The end of a name that is longer than `width`.
    static func ending(_ name: String, _ width: Int) -> String { name.count > width ? "…" + name.suffix(max(0, width - 1)) : name }
}
