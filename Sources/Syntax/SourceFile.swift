import Synchronization
import Text

/// One file of JavaScript: its bytes, its tree, its lines. Parsed when the tree is first asked for; shared by all threads.
public final class SourceFile: Sendable {
    public let path: String
    public let bytes: [UInt8]
    private let parsed = Mutex<Tree?>(nil)
    private let lines = Mutex<LineIndex?>(nil)

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = Array(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? [32, 32, 32] + bytes.dropFirst(3) : bytes[...])  // a byte order mark is white space
    }
    public var tree: Tree {
        parsed.withLock { cached in
            if let tree = cached { return tree }
            let tree = patched().withUnsafeBufferPointer { Grammar.javaScript.parse($0) }
            cached = tree
            return tree
        }
    }
    public var lineIndex: LineIndex {
        lines.withLock { cached in
            if let index = cached { return index }
            let index = LineIndex(bytes)
            cached = index
            return index
        }
    }
    public func text(_ range: Range<Int>) -> String { String(decoding: bytes[clamp(range)], as: UTF8.self) }
    public func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[clamp(range)] }
    private func clamp(_ range: Range<Int>) -> Range<Int> { range.clamped(to: 0..<bytes.count) }

    /// Syntax that the grammar lacks, blanked at equal length: `import source x`, `import defer * as x`, `export … from … with {…}`.
    /// The facts are read from the original bytes by whoever reads import and export statements.
    private func patched() -> [UInt8] {
        var copy = bytes
        SyntaxPatches.apply(&copy)
        return copy
    }
}
