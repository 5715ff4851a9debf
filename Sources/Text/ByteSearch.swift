import Glibc

/// Looking for text in bytes that are not decoded.
public enum Bytes {
    /// Whether `text` (its UTF-8) stands anywhere in `bytes`: fast where its first byte is rare.
    public static func contain(_ bytes: [UInt8], _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { needle in bytes.withUnsafeBytes { contain($0, UnsafeRawBufferPointer(needle)) } }
    }

    fileprivate static func contain(_ haystack: UnsafeRawBufferPointer, _ needle: UnsafeRawBufferPointer) -> Bool {
        guard let start = haystack.baseAddress, let first = needle.baseAddress, let letter = needle.first else { return needle.isEmpty }
        let end = haystack.count - needle.count
        var at = 0
        while at <= end, let found = memchr(start + at, Int32(letter), end - at + 1) {
            if memcmp(found, first, needle.count) == 0 { return true }
            at = UnsafeRawPointer(found) - start + 1
        }
        return false
    }
}

extension String {
    /// Whether the bytes of another text stand in this one. The standard library's `contains` compares characters, which takes many times
    /// as long.
    public func hasBytes(of other: String) -> Bool {
        var text = self, wanted = other
        return text.withUTF8 { text in wanted.withUTF8 { Bytes.contain(UnsafeRawBufferPointer(text), UnsafeRawBufferPointer($0)) } }
    }
}
