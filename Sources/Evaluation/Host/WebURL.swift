/// A URL as the WHATWG parser reads it, for what glue does with URLs: special schemes, relative references, `data:` and `blob:`.
struct WebURL {
    var scheme = "", username = "", password = "", host = "", port = "", path = "", query = "", fragment = ""
    var isOpaque = false
    static let defaultPorts = ["http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21"]
    static func isSpecial(_ scheme: String) -> Bool { scheme == "file" || defaultPorts[scheme] != nil }

    /// nil where the parser fails.
    init?(_ input: String, base: String? = nil) {
        let text = input.trimmed()
        if let base, WebURL(base) == nil { return nil }
        if let s = WebURL.scheme(text) {
            scheme = s
            var rest = String(text.dropFirst(s.count + 1))
            rest = split(rest)
            guard WebURL.isSpecial(s) else {
                if rest.hasPrefix("//") {
                    guard authority(String(rest.dropFirst(2))) else { return nil }
                } else if rest.hasPrefix("/") {
                    path = WebURL.normalise(rest)
                } else {
                    path = rest; isOpaque = true
                }
                return
            }
            let slashes = rest.prefix { $0 == "/" || $0 == "\\" }.count
            if s == "file" {
                if slashes == 2, rest.count > 2 {
                    guard authority(String(rest.dropFirst(2))) else { return nil }; if host == "localhost" { host = "" }
                } else {
                    path = WebURL.normalise("/" + rest.drop { $0 == "/" || $0 == "\\" })
                }
                return
            }
            if slashes == 0, let base, let b = WebURL(base), b.scheme == s {
                self = b.joined(rest, query: query, fragment: fragment); return
            }
            guard authority(String(rest.drop { $0 == "/" || $0 == "\\" })), !host.isEmpty else { return nil }
            return
        }
        guard let base, let b = WebURL(base) else { return nil }
        if b.isOpaque { guard text.hasPrefix("#") else { return nil }; self = b; fragment = String(text); return }
        let rest = split(text)
        if rest.hasPrefix("//") || rest.hasPrefix("\\\\") {
            scheme = b.scheme
            guard authority(String(rest.dropFirst(2))) else { return nil }
            return
        }
        self = b.joined(rest, query: query, fragment: fragment)
    }
    private func joined(_ rest: String, query: String, fragment: String) -> WebURL {
        var out = self
        out.fragment = fragment
        if rest.isEmpty { if !query.isEmpty { out.query = query }; return out }
        out.query = query
        if rest.hasPrefix("/") || rest.hasPrefix("\\") {
            out.path = WebURL.normalise(rest)
        } else {
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
            out.path = WebURL.normalise(folder + rest)
        }
        return out
    }
    private static func scheme(_ text: some StringProtocol) -> String? {
        guard let first = text.utf8.first, (first | 32) >= 97, (first | 32) <= 122, let colon = text.utf8.firstIndex(of: 58) else {
            return nil
        }
        let s = text[..<colon]
        guard s.utf8.allSatisfy({ ($0 | 32 >= 97 && $0 | 32 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 43 || $0 == 45 || $0 == 46 }) else {
            return nil
        }
        return s.lowercased()
    }
    /// Takes fragment and query off.
    private mutating func split(_ text: some StringProtocol) -> String {
        var rest = String(text)
        if let h = rest.firstIndex(of: "#") { fragment = WebURL.encode(rest[h...], keep: "#"); rest = String(rest[..<h]) }
        if let q = rest.firstIndex(of: "?") { query = WebURL.encode(rest[q...], keep: "?"); rest = String(rest[..<q]) }
        if query == "?" { query = "" }
        if fragment == "#" { fragment = "" }
        return rest
    }
    private mutating func authority(_ text: String) -> Bool {
        let end = text.firstIndex { $0 == "/" || $0 == "\\" } ?? text.endIndex
        var h = String(text[..<end])
        if let at = h.lastIndex(of: "@") {
            let user = h[..<at].split(separator: ":", maxSplits: 1)
            username = user.first.map(String.init) ?? ""; password = user.count > 1 ? String(user[1]) : ""
            h = String(h[h.index(after: at)...])
        }
        if let colon = h.lastIndex(of: ":"), !h.hasSuffix("]") {
            let p = String(h[h.index(after: colon)...])
            guard p.allSatisfy(\.isNumber), (Int(p) ?? 0) < 65536 || p.isEmpty else { return false }
            port = p == WebURL.defaultPorts[scheme] ? "" : p
            h = String(h[..<colon])
        }
        if h.contains(where: { " <>^|%#?@\\".contains($0) }) { return false }
        host = h.lowercased()
        path = WebURL.normalise(end < text.endIndex ? String(text[end...]) : "/")
        return true
    }
    private static func normalise(_ path: some StringProtocol) -> String {
        var out: [Substring] = []
        let parts = String(path).replacing("\\", with: "/").split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (i, part) in parts.enumerated() {
            let isLast = i == parts.count - 1
            switch part.lowercased() {
            case "..", "%2e%2e", ".%2e", "%2e.": if !out.isEmpty { out.removeLast() }; if isLast { out.append("") }
            case ".", "%2e": if isLast { out.append("") }
            default: out.append(part)
            }
        }
        return encode("/" + out.joined(separator: "/"), keep: "")
    }
    private static func encode(_ text: some StringProtocol, keep: String) -> String {
        var out = ""
        for b in text.utf8 {
            if b <= 32 || b > 126 || b == 34 || b == 60 || b == 62 || b == 96 || (keep.isEmpty && (b == 123 || b == 125)) {
                out += "%" + (b < 16 ? "0" : "") + String(b, radix: 16, uppercase: true)
            } else {
                out.append(Character(UnicodeScalar(b)))
            }
        }
        return out
    }
    var origin: String { scheme == "file" || !WebURL.isSpecial(scheme) ? "null" : scheme + "://" + hostWithPort }
    var hostWithPort: String { host + (port.isEmpty ? "" : ":" + port) }
    var href: String {
        let credentials = username.isEmpty && password.isEmpty ? "" : username + (password.isEmpty ? "" : ":" + password) + "@"
        let authority = isOpaque ? "" : WebURL.isSpecial(scheme) || !host.isEmpty ? "//" + credentials + hostWithPort : ""
        return scheme + ":" + authority + path + query + fragment
    }
}
extension String {
    fileprivate func trimmed() -> Substring {
        let isSpace: (Character) -> Bool = { $0.unicodeScalars.allSatisfy { $0.value <= 32 } }
        var s = self[...]
        while let f = s.first, isSpace(f) { s.removeFirst() }
        while let l = s.last, isSpace(l) { s.removeLast() }
        return s
    }
}
