import Evaluation

/// What a reader of bundled or minified code needs beside a line of it.
public struct FindingContext: Sendable {
    /// The statement, laid out; empty where the source is readable as it is.
    public var layout: [LaidOutLine] = []
    /// The file that a bundler put here, as it names it: "node_modules/x/x.js".
    public var module: String?
    /// What wrote the glue: "wasm-bindgen".
    public var generator: String?
    /// Where a source map says that this came from.
    public var original: OriginalPlace?
    public init() {}
}

/// A place in a file that a source map names.
public struct OriginalPlace: Hashable, Sendable {
    /// Relative to the project where the map's names allow it, else as the map writes it.
    public var path: String
    /// 1-based; the column in UTF-16 units, as the map counts: the file itself is rarely shipped.
    public var line: Int, column: Int
    public init(path: String, line: Int, column: Int) { self.path = path; self.line = line; self.column = column }
}

/// A line of a statement that was laid out.
public struct LaidOutLine: Hashable, Sendable {
    public var text: String
    /// Letters of the text that are meant; nil in lines around them.
    public var marked: Range<Int>?
    public init(_ text: String, marked: Range<Int>? = nil) { self.text = text; self.marked = marked }
}
