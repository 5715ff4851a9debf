extension SourceFile {
    /// Whether a body that was not parsed begins with the directive "use strict".
    public func beginsStrict(_ body: Range<Int>) -> Bool {
        var cursor = Cursor(bytes, body.lowerBound)
        while let quote = cursor.peek(), cursor.at < body.upperBound, quote == 34 || quote == 39 {
            let start = cursor.at
            guard cursor.string() else { return false }
            let end = cursor.at
            guard endsStatement(&cursor, end, body.upperBound) else { return false }
            if bytes[(start + 1)..<(end - 1)].elementsEqual("use strict".utf8) { return true }
        }
        return false
    }

    /// Whether an expression that ends at `end` is a statement of its own: what follows does not go on with it.
    private func endsStatement(_ cursor: inout Cursor, _ end: Int, _ limit: Int) -> Bool {
        guard let next = cursor.peek(), cursor.at < limit else { return true }
        if next == UInt8(ascii: ";") { return cursor.take(next) }
        guard bytes[end..<cursor.at].contains(where: { $0 == 10 || $0 == 13 }) else { return false }
        // a semicolon is inserted at the end of a line where the next one cannot go on with the expression
        if [34, 39, 123, 125, 64].contains(next) { return true }  // " ' { } @
        guard Cursor.isWord(next) else { return false }
        var ahead = cursor
        let word = ahead.word().text
        return word != "in" && word != "instanceof"
    }
}
