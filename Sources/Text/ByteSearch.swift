import CByteScan
import Glibc

/// Looking for text in bytes that are not decoded.
public enum Bytes {
    /// Whether `text` (its UTF-8) stands anywhere in `bytes`: fast where its first byte is rare.
    public static func contain(_ bytes: [UInt8], _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { needle in bytes.withUnsafeBytes { contain($0, UnsafeRawBufferPointer(needle)) } }
    }

    /// Where the elements of one text first stand together in another at or after `start`, -1 where they do not. Takes linear time.
    public static func offset<Unit: FixedWidthInteger>(
        of wanted: UnsafeBufferPointer<Unit>, in text: UnsafeBufferPointer<Unit>, from start: Int
    ) -> Int {
        let width = MemoryLayout<Unit>.size, wanted = UnsafeRawBufferPointer(wanted)
        var passed = min(max(0, start), text.count) * width
        var rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[passed...])
        while let base = rest.baseAddress, let first = wanted.baseAddress, rest.count >= wanted.count {
            let found = byte_find(
                base.assumingMemoryBound(to: UInt8.self), rest.count, first.assumingMemoryBound(to: UInt8.self), wanted.count)
            if found < 0 { return -1 }
            if (passed + found) % width == 0 { return (passed + found) / width }
            passed += found + 1  // it begins inside of a unit
            rest = UnsafeRawBufferPointer(rebasing: rest[(found + 1)...])
        }
        return -1
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
