import Checking
import Evaluation
import Linting

/// One framed `textDocument/publishDiagnostics` notification for each file with findings.
public enum LanguageServerReport {
    /// `root` is the absolute path that findings are relative to.
    public static func text(_ report: Report, root: String) -> String {
        var order: [String] = []
        var files: [String: [Finding]] = [:]
        for finding in report.findings {
            guard let path = finding.at?.path else { continue }
            if files[path] == nil { order.append(path) }
            files[path, default: []].append(finding)
        }
        return order.map { path in
            let bytes = report.sources[path] ?? []
            let body = JSONText.object([
                ("jsonrpc", .string("2.0")), ("method", .string("textDocument/publishDiagnostics")),
                (
                    "params",
                    .object([
                        ("uri", .string("file://" + encoded("\(root)/\(path)"))),
                        ("diagnostics", .array((files[path] ?? []).map { diagnostic($0, bytes) }))
                    ])
                )
            ]).text
            return "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }.joined()
    }

    private static func diagnostic(_ finding: Finding, _ bytes: [UInt8]) -> JSONText {
        let line = max(0, (finding.at?.line ?? 1) - 1)
        let character = finding.at.map { utf16Column($0, bytes) } ?? 0
        let severity =
            switch finding.severity {
            case .error: 1
            case .warning: 2
            case .note: 3
            }
        let start = JSONText.object([("line", .integer(line)), ("character", .integer(character))])
        let end = finding.at.map { Self.end(of: $0, finding.length, bytes, line: line, character: character) } ?? start
        return .object([
            ("range", .object([("start", start), ("end", end)])), ("severity", .integer(severity)), ("code", .string(finding.rule)),
            ("source", .string("glue-lint")),
            ("message", .string(finding.message + "\n" + finding.help))
        ])
    }

    /// Behind the expression, or at its start where it has no length.
    private static func end(of place: Place, _ length: Int, _ bytes: [UInt8], line: Int, character: Int) -> JSONText {
        var line = line, character = character
        for byte in bytes.dropFirst(place.offset).prefix(length) {
            if byte == 0x0A {
                line += 1
                character = 0
            } else if byte & 0xC0 != 0x80 {
                character += byte >= 0xF0 ? 2 : 1
            }
        }
        return .object([("line", .integer(line)), ("character", .integer(character))])
    }
    /// The protocol counts columns in UTF-16 units unless asked otherwise.
    private static func utf16Column(_ place: Place, _ bytes: [UInt8]) -> Int {
        let start = max(0, place.offset - (place.column - 1))
        guard start <= place.offset, place.offset <= bytes.count else { return place.column - 1 }
        return String(decoding: bytes[start..<place.offset], as: UTF8.self).utf16.count
    }
    private static func encoded(_ path: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in path.utf8 {
            let isPlain =
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || [0x2D, 0x2E, 0x2F, 0x5F, 0x7E].contains(byte)
            if isPlain { out.append(byte) } else { out += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]] }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
