import Machine
import Packaging
import Runtimes

/// What is behind a URL, as far as it can be known.
extension FetchHost {
    /// What the server of a page answers: packages lie there as they were published. Of anything else nobody knows.
    static func served(_ p: Program, _ url: WebURL) -> Value {
        let m = p.machine
        guard url.host == "localhost", let path = TreePath(String(url.path.removingPercentEscapes.drop { $0 == "/" })),
            path.parts.contains("node_modules")
        else { return unknownResponse(p) }
        guard p.tree.isFile(path), case .success(let bytes) = p.tree.read(path) else {
            return p.later { done throws(Abrupt) in
                m.fulfill(
                    done,
                    .object(make(p, body: .object(try m.makeArrayBuffer(byteLength: 0)), url: url.href, status: 404, type: "text/html")))
            }
        }
        let type =
            ["wasm": "application/wasm", "json": "application/json", "js": "text/javascript", "mjs": "text/javascript"][
                String(path.fileExtension.dropFirst())] ?? "application/octet-stream"
        return p.later { done throws(Abrupt) in
            let b = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
            p.bufferOrigins[b] = "network"
            m.fulfill(done, .object(make(p, body: .object(b), url: url.href, status: 200, type: type)))
        }
    }
    static func unknownResponse(_ p: Program) -> Value {
        let m = p.machine
        return p.later { done throws(Abrupt) in
            m.assumptions.insert("requests over the network are answered")
            let o = make(p, body: m.unknown("network", "what the network answers"), url: nil, status: 200, type: nil)
            m.setInternalValue(o, 1, m.unknown("network", "a content type", .string))
            m.fulfill(done, .object(o))
        }
    }
    static func dataURL(_ url: WebURL) -> (bytes: [UInt8], type: String)? {
        guard let comma = url.path.firstIndex(of: ",") else { return nil }
        let head = url.path[..<comma], body = String(url.path[url.path.index(after: comma)...]) + url.query
        let type = head.split(separator: ";").first.map(String.init) ?? "text/plain"
        if head.hasSuffix(";base64") { return TextHost.decode64(body.removingPercentEscapes.utf16, lenient: false).map { ($0, type) } }
        return (Array(body.removingPercentEscapes.utf8), type)
    }
}
