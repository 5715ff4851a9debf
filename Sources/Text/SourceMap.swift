/// Where a generated text came from: the mappings of a source map (ECMA-426), decoded.
///
/// Lines are counted from 1 and columns in UTF-16 units from 1, as positions are shown; the format itself counts from 0.
public struct SourceMap: Sendable {
    public struct Place: Sendable, Equatable {
        /// As the map writes it, `sourceRoot` put in front.
        public var source: String
        public var line: Int
        public var utf16Column: Int

        public init(source: String, line: Int, utf16Column: Int) {
            self.source = source
            self.line = line
            self.utf16Column = utf16Column
        }
    }

    private struct Segment: Sendable {
        var column: UInt32
        /// Index in `sources`, or -1 where the text came from nowhere.
        var source: Int32
        var line: UInt32
        var sourceColumn: UInt32
    }

    public let sources: [String]
    private var segments: [Segment] = []
    /// Index of the first segment of each generated line.
    private var lineStarts: [Int] = [0]

    /// Decodes `mappings`; nil where they are no base64 VLQ or name a source that is not there.
    public init?(mappings: some Collection<UInt8>, sources: [String], sourceRoot: String = "") {
        self.sources = sourceRoot.isEmpty ? sources : sources.map { sourceRoot.hasSuffix("/") ? sourceRoot + $0 : sourceRoot + "/" + $0 }
        guard decode(mappings) else { return nil }
    }

    /// The original place of a generated one (both counted from 1); nil where the map has none on that line.
    public func original(line: Int, utf16Column: Int) -> Place? {
        guard line >= 1, line <= lineStarts.count, utf16Column >= 1 else { return nil }
        var low = lineStarts[line - 1], high = line < lineStarts.count ? lineStarts[line] : segments.count
        let first = low
        while low < high {
            let middle = (low + high) / 2
            if Int(segments[middle].column) <= utf16Column - 1 { low = middle + 1 } else { high = middle }
        }
        guard low > first else { return nil }
        let segment = segments[low - 1]
        guard segment.source >= 0 else { return nil }
        return Place(source: sources[Int(segment.source)], line: Int(segment.line) + 1, utf16Column: Int(segment.sourceColumn) + 1)
    }

    private mutating func decode(_ mappings: some Collection<UInt8>) -> Bool {
        var column = 0, source = 0, line = 0, sourceColumn = 0
        var fields: [Int] = [], value = 0, shift = 0, isSorted = true

        func finishSegment(_ segments: inout [Segment], lineStart: Int) -> Bool {
            defer { fields.removeAll(keepingCapacity: true) }
            guard let first = fields.first else { return true }
            column += first
            guard column >= 0, column < Int(UInt32.max) else { return false }
            if let last = segments.last, segments.count > lineStart, Int(last.column) > column { isSorted = false }
            guard fields.count >= 4 else {
                segments.append(Segment(column: UInt32(column), source: -1, line: 0, sourceColumn: 0))
                return fields.count == 1
            }
            source += fields[1]
            line += fields[2]
            sourceColumn += fields[3]
            guard sources.indices.contains(source), 0..<Int(UInt32.max) ~= line, 0..<Int(UInt32.max) ~= sourceColumn else { return false }
            segments.append(
                Segment(
                    column: UInt32(column), source: Int32(truncatingIfNeeded: source), line: UInt32(line),
                    sourceColumn: UInt32(sourceColumn)))
            return true
        }
        for byte in mappings {
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") {
                guard shift == 0, finishSegment(&segments, lineStart: lineStarts[lineStarts.count - 1]) else { return false }
                if byte == UInt8(ascii: ";") {
                    sortLine(&isSorted)
                    lineStarts.append(segments.count)
                    column = 0
                }
                continue
            }
            guard let digit = Base64Text.digit(byte), shift <= 30 else { return false }
            value |= Int(digit & 31) << shift
            if digit & 32 != 0 {
                shift += 5
            } else {
                fields.append(value & 1 == 1 ? -(value >> 1) : value >> 1)
                guard fields.count <= 5 else { return false }
                (value, shift) = (0, 0)
            }
        }
        guard shift == 0, finishSegment(&segments, lineStart: lineStarts[lineStarts.count - 1]) else { return false }
        sortLine(&isSorted)
        return true
    }

    /// Some writers do not sort the segments of a line.
    private mutating func sortLine(_ isSorted: inout Bool) {
        if !isSorted, let start = lineStarts.last { segments[start...].sort { $0.column < $1.column } }
        isSorted = true
    }
}
