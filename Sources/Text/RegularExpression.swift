import CRegExp
import Glibc

/// A compiled regular expression of ECMA-262, matched over Latin-1 or UTF-16 text as the machine's strings hold it.
///
/// libregexp of QuickJS-NG does the work. Texts of errors are V8's, which says the same in fewer ways than the specification allows.
public final class RegularExpression: Sendable {
    public struct Flags: OptionSet, Sendable, Hashable {
        public let rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let global = Flags(rawValue: Int32(LRE_GLOBAL))
        public static let ignoreCase = Flags(rawValue: Int32(LRE_IGNORECASE))
        public static let multiline = Flags(rawValue: Int32(LRE_MULTILINE))
        public static let dotAll = Flags(rawValue: Int32(LRE_DOTALL))
        public static let unicode = Flags(rawValue: Int32(LRE_UNICODE))
        public static let sticky = Flags(rawValue: Int32(LRE_STICKY))
        public static let hasIndices = Flags(rawValue: Int32(LRE_INDICES))
        public static let unicodeSets = Flags(rawValue: Int32(LRE_UNICODE_SETS))

        /// The letters of a `flags` string; nil where one is unknown or occurs twice, or `u` and `v` meet.
        public init?(letters: some Sequence<UInt16>) {
            self.init(rawValue: 0)
            for letter in letters {
                guard let flag = Self.letters.first(where: { $0.letter == letter })?.flag, !contains(flag) else { return nil }
                insert(flag)
            }
            if contains(.unicode), contains(.unicodeSets) { return nil }
        }
        /// The letters in the order of `RegExp.prototype.flags`.
        public var letters: String {
            String(decoding: Self.letters.filter { contains($0.flag) }.map(\.letter), as: UTF16.self)
        }
        private static let letters: [(letter: UInt16, flag: Flags)] = [
            (100, .hasIndices), (103, .global), (105, .ignoreCase), (109, .multiline), (115, .dotAll), (117, .unicode), (118, .unicodeSets),
            (121, .sticky)
        ]
    }

    public enum Failure: Error, Equatable, Sendable {
        /// No regular expression: what V8 says after `Invalid regular expression: /…/: `.
        case syntax(String)
        /// A limit of this implementation, not of the language: nothing is known.
        case limit(String)
    }

    public enum Outcome: Equatable, Sendable {
        /// Code units of each group, the whole match first; nil where a group took no part.
        case match([Range<Int>?])
        case noMatch
        /// The budget of steps or memory is spent: nothing is known.
        case spent
    }

    public let flags: Flags
    /// Groups, the whole match included.
    public let groupCount: Int
    /// One for each group; nil where it has no name.
    public let groupNames: [String?]
    private let program: Program
    /// It compares with what a group has matched: a step may then take as long as the text.
    private let refersBack: Bool

    /// Compiles a pattern given as UTF-16 code units (the text between the slashes).
    public init(pattern: [UInt16], flags: Flags) throws(Failure) {
        let limit = pattern.contains(107) ? 1 << 15 : 1 << 20  // references by name (\k) are looked up by reading the pattern again
        guard pattern.count <= limit else { throw .limit("the regular expression is too long") }
        let isUnicode = flags.contains(.unicode) || flags.contains(.unicodeSets)
        let written = flags.contains(.unicodeSets) ? Self.withoutClassRules(pattern) : pattern
        // without `u` the pattern is a sequence of code units, which only surrogates written apart keep
        var bytes = isUnicode ? UTF8Text.encode(written, loneSurrogates: .asTheyAre) : UTF8Text.encodeUnits(written)
        let length = bytes.count
        bytes.append(0)
        var size: Int32 = 0
        var message = [CChar](repeating: 0, count: 128)
        let code = bytes.withUnsafeBytes { text in
            lre_compile(
                &size, &message, Int32(message.count), text.baseAddress?.assumingMemoryBound(to: CChar.self), length, flags.rawValue, nil)
        }
        guard let code else {
            throw RegularExpressionErrors.failure(message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, pattern, isUnicode: isUnicode)
        }
        program = Program(code)
        refersBack = zip(pattern, pattern.dropFirst()).contains { $0 == 92 && ($1 == 107 || 49...57 ~= $1) }
        self.flags = flags
        groupCount = Int(lre_get_capture_count(code))
        groupNames = Self.names(code, groupCount)
    }

    private static func names(_ code: UnsafePointer<UInt8>, _ count: Int) -> [String?] {
        var names = [String?](repeating: nil, count: count)
        guard var place = lre_get_groupnames(code) else { return names }
        for group in 1..<max(1, count) {
            let length = strlen(place)
            if length > 0 { names[group] = String(cString: place) }
            place += length + 2  // the NUL and the byte of the scope
        }
        return names
    }

    /// Finds the first match at or after `start` (under `sticky`: at `start`). A `start` past the end matches nothing.
    /// `budget` is in steps of the matcher, counted to the next 10,000, and is reduced by what was used.
    public func firstMatch(latin1 text: UnsafeBufferPointer<UInt8>, from start: Int, budget: inout Int) -> Outcome {
        execute(UnsafeRawPointer(text.baseAddress), count: text.count, width: 1, start, &budget)
    }
    /// As above, over UTF-16.
    public func firstMatch(utf16 text: UnsafeBufferPointer<UInt16>, from start: Int, budget: inout Int) -> Outcome {
        execute(UnsafeRawPointer(text.baseAddress), count: text.count, width: 2, start, &budget)
    }

    private func execute(_ text: UnsafeRawPointer?, count: Int, width: Int, _ start: Int, _ budget: inout Int) -> Outcome {
        guard start >= 0, start <= count else { return .noMatch }
        guard count < 1 << 29 else { return .spent }
        // an empty text needs an address, too: captures are pointers, and NULL means that the group took no part
        guard let text else {
            return withUnsafeBytes(of: UInt16(0)) {
                execute($0.baseAddress ?? UnsafeRawPointer(bitPattern: 8), count: 0, width: width, start, &budget)
            }
        }
        let base = text.assumingMemoryBound(to: UInt8.self)
        let stepsPerCheck = Self.stepsPerCheck * (refersBack ? 1 + count / 64 : 1)
        var remaining = max(0, budget / stepsPerCheck)
        let slots = Int(lre_get_alloc_count(program.code))
        return withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<UInt8>?.self, capacity: slots) { captures in
            captures.initialize(repeating: nil)
            let result = lre_exec(captures.baseAddress, program.code, base, Int32(start), Int32(count), width == 2 ? 1 : 0, &remaining)
            budget = max(0, remaining) * stepsPerCheck
            guard result >= 0 else { return .spent }
            guard result > 0 else { return .noMatch }
            return .match(
                (0..<groupCount).map { group in
                    guard let from = captures[2 * group], let to = captures[2 * group + 1], from <= to else { return nil }
                    return ((UnsafePointer(from) - base) / width)..<((UnsafePointer(to) - base) / width)
                })
        }
    }
    /// libregexp asks once in so many steps whether to go on.
    private static let stepsPerCheck = 10_000
}

/// The byte code, which is never written after it is made.
private final class Program: @unchecked Sendable {
    let code: UnsafeMutablePointer<UInt8>
    init(_ code: UnsafeMutablePointer<UInt8>) { self.code = code }
    deinit { free(code) }
}
