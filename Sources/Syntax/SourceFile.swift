import Synchronization
import Text

/// One script: its bytes, what a skim tells of it, its tree, its lines. Each is made when it is first asked for; shared by all threads.
public final class SourceFile: Sendable {
    public let path: String
    public let language: ScriptLanguage
    /// The file's bytes; a byte order mark is white space here, so that offsets are those of the file.
    public let bytes: [UInt8]
    let reading: Reading
    let needles: Needles
    private let skimmed = Mutex<Skim?>(nil)
    private let patching = Mutex<SyntaxPatcher?>(nil)
    private let parsed = Mutex<Parsed?>(nil)
    private let lines = Mutex<LineIndex?>(nil)

    let slices = Mutex<Slices>(Slices())

    /// What of the file is parsed.
    public enum Reading: Sendable {
        /// All of a small file, what runs of a large one.
        case automatic
        /// What runs: bodies of functions when they are asked for.
        case lazy
        /// All, at once: the reference that the lazy reading is tested against.
        case exhaustive
    }

    /// `needles` are the words that `skim` reports.
    public init(path: String, bytes: [UInt8], needles: Needles = .none, reading: Reading = .automatic) {
        self.reading = reading
        self.path = path
        language = ScriptLanguage(path: path)
        self.bytes = Array(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? [32, 32, 32] + bytes.dropFirst(3) : bytes[...])
        self.needles = needles
    }

    /// What the bytes tell without a parse: about a hundredth of its cost.
    public var skim: Skim {
        skimmed.withLock { cached in
            if let skim = cached { return skim }
            var skimmer = Skimmer(needles: needles), skim = Skim()
            bytes.withUnsafeBufferPointer { skimmer.skim($0, into: &skim) }
            cached = skim
            return skim
        }
    }
    /// Syntax that stands in the tree as something else, in the order of the file.
    public var patches: [SyntaxPatch] { patched.patches }
    /// What the parser reads: the file's own bytes where nothing had to be patched.
    var patched: SyntaxPatcher {
        patching.withLock { cached in
            if let patched = cached { return patched }
            let patched = SyntaxPatcher(bytes, marks: skim.marks, language)
            cached = patched
            return patched
        }
    }
    private struct Parsed {
        var tree: Tree
        var typeScript: [TypeScriptSyntax] = []
    }
    /// The whole file's tree; types are erased.
    public var tree: Tree { wholeFile.tree }
    /// What a TypeScript file has beside types that JavaScript has not, in the order of the file.
    public var typeScript: [TypeScriptSyntax] { language == .typeScript ? wholeFile.typeScript : [] }
    private var wholeFile: Parsed {
        parsed.withLock { cached in
            if let parsed = cached { return parsed }
            let text = patched.text
            let parsed: Parsed
            switch language {
            case .javaScript: parsed = Parsed(tree: text.withUnsafeBufferPointer { Grammar.javaScript.parse($0) })
            case .typeScript:
                let erased = TypeErasure(text.withUnsafeBufferPointer { Grammar.typeScript.parse($0) }, text)
                parsed = Parsed(tree: erased.tree, typeScript: erased.remaining)
            }
            cached = parsed
            return parsed
        }
    }
    /// The patch whose rewritten bytes hold `offset`. Takes O(log n).
    public func patch(at offset: Int) -> SyntaxPatch? {
        let patches = patches
        var low = 0, high = patches.count
        while low < high {
            let middle = (low + high) / 2
            if patches[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < patches.count && patches[low].range.contains(offset) ? patches[low] : nil
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
}
