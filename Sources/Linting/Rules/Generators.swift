import Runtimes
import Syntax

/// Tools that write glue, by texts that stand in it: `rules/generators/NAME.yaml`.
public struct Generators: Sendable {
    static let folder = "generators/"
    private let marks: [(bytes: [UInt8], name: String)]

    public init(_ files: RuleFiles = .embedded) {
        marks = files.paths.filter { $0.hasPrefix(Self.folder) && $0.hasSuffix(".yaml") }.flatMap {
            path -> [(bytes: [UInt8], name: String)] in
            guard let document = files.document(path), let name = document["name"]?.string else { return [] }
            return (document["marks"]?.array ?? []).compactMap { $0.string }.filter { !$0.isEmpty }.map { (Array($0.utf8), name) }
        }
    }

    /// The generator whose mark stands nearest to an offset; nil where none stands in `range`. Reads each byte of it once.
    public func nearest(to offset: Int, in bytes: [UInt8], _ range: Range<Int>) -> String? {
        var starts = [[Int]](repeating: [], count: 256)
        for (index, mark) in marks.enumerated() { starts[Int(mark.bytes[0])].append(index) }
        var best: (name: String, distance: Int)?
        let range = range.clamped(to: 0..<bytes.count)
        bytes.withUnsafeBufferPointer { text in
            for at in range where !starts[Int(text[at])].isEmpty {
                let distance = abs(at - offset)
                guard distance < best?.distance ?? .max else { continue }
                for index in starts[Int(text[at])] {
                    let mark = marks[index].bytes
                    if text.count - at >= mark.count, text[at..<at + mark.count].elementsEqual(mark) {
                        best = (marks[index].name, distance)
                    }
                }
            }
        }
        return best?.name
    }
}
