/// libregexp's messages in V8's words.
enum RegularExpressionErrors {
    static func failure(_ message: [UInt8], _ pattern: [UInt16], isUnicode: Bool) -> RegularExpression.Failure {
        let message = String(decoding: message, as: UTF8.self)
        if limits.contains(message) { return .limit("regular expression: " + message) }
        switch message {
        case "unexpected end": return .syntax(endsInBackslash(pattern) ? "\\ at end of pattern" : "Unterminated character class")
        case "expecting ']'": return .syntax("Unterminated character class")
        case "invalid escape sequence in regular expression":
            return .syntax(unicodeEscape(pattern) ? "Invalid Unicode escape" : "Invalid escape")
        default: return .syntax(words[message] ?? "Invalid regular expression")
        }
    }

    /// What V8 accepts and libregexp does not.
    private static let limits: Set<String> = [
        "out of memory", "stack overflow", "too many captures", "too many ranges", "too many named groups",
        "too many imbricated quantifiers", "malformed unicode char"
    ]
    private static let words: [String: String] = [
        "expecting ')'": "Unterminated group",
        "extraneous characters at the end": "Unmatched ')'",
        "nothing to repeat": "Nothing to repeat",
        "invalid class range": "Range out of order in character class",
        "invalid repetition count": "numbers out of order in {} quantifier",
        "syntax error": "Lone quantifier brackets",
        "invalid group": "Invalid group",
        "invalid modifiers": "Invalid group",
        "invalid group name": "Invalid capture group name",
        "duplicate group name": "Duplicate capture group name",
        "expecting group name": "Invalid named reference",
        "group name not defined": "Invalid named capture referenced",
        "back reference out of range in regular expression": "Invalid escape",
        "invalid decimal escape in regular expression": "Invalid decimal escape",
        "unknown unicode property name": "Invalid property name",
        "unknown unicode property value": "Invalid property name",
        "unknown unicode script": "Invalid property name",
        "unknown unicode general category": "Invalid property name",
        "expecting '{' after \\p": "Invalid property name",
        "expecting '}'": "Invalid property name",
        "invalid class set operation in regular expression": "Invalid set operation in character class",
        "invalid operation in regular expression": "Invalid set operation in character class",
        "invalid character in class in regular expression": "Invalid character in character class",
        "negated character class with strings in regular expression debugger eval code": "Negated character class may contain strings"
    ]

    private static func endsInBackslash(_ pattern: [UInt16]) -> Bool {
        pattern.reversed().prefix { $0 == 92 }.count % 2 == 1
    }
    /// The pattern holds `\u` or `\c`, whose errors V8 calls "Unicode escape".
    private static func unicodeEscape(_ pattern: [UInt16]) -> Bool {
        zip(pattern, pattern.dropFirst()).contains { $0 == 92 && ($1 == 117 || $1 == 99) }
    }
}
