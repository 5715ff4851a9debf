/// The first sentence of a text for people, without the mark that ends it: "Await init once before the first call".
enum FirstSentence {
    static func of(_ text: String) -> String {
        let line = text.prefix { $0 != "\n" }
        // a point inside of a name ("package.json") ends nothing
        let end = line.indices.first { at in
            guard ".:;".contains(line[at]) else { return false }
            let next = line.index(after: at)
            return next == line.endIndex || line[next] == " "
        }
        return String(line[..<(end ?? line.endIndex)])
    }
}
