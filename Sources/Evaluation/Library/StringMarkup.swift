import Machine

/// The methods of strings that put text into tags (ECMA-262 annex B.2.2); old polyfills ask for every one of them.
enum StringMarkup {
    private static let methods: [(name: String, tag: String, attribute: String?)] = [
        ("anchor", "a", "name"), ("big", "big", nil), ("blink", "blink", nil), ("bold", "b", nil), ("fixed", "tt", nil),
        ("fontcolor", "font", "color"), ("fontsize", "font", "size"),
        ("italics", "i", nil), ("link", "a", "href"), ("small", "small", nil), ("strike", "strike", nil), ("sub", "sub", nil),
        ("sup", "sup", nil)
    ]
    static func install(_ m: Machine) {
        for method in methods {
            m.defineMethod(m.intrinsic(.stringPrototype), method.name, length: method.attribute == nil ? 0 : 1) { m, a throws(Abrupt) in
                if a.this.isNullish { throw m.typeError("String.prototype.\(method.name) called on null or undefined") }
                let text = try m.toString(a.this)
                var opening = m.makeString("<" + method.tag).handle
                if let attribute = method.attribute {
                    let value = try m.codeUnits(m.toString(a[0])).flatMap { $0 == 34 ? Array("&quot;".utf16) : [$0] }
                    opening = try m.concatenate(opening, m.makeString(units: Array(" \(attribute)=\"".utf16) + value + [34]).handle)
                }
                opening = try m.concatenate(opening, m.makeString(">").handle)
                return .string(try m.concatenate(m.concatenate(opening, text), m.makeString("</\(method.tag)>").handle))
            }
        }
    }
}
