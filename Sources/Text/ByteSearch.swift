import Glibc

/// Looking for text in bytes that are not decoded.
public enum Bytes {
    /// Whether `text` (its UTF-8) stands anywhere in `bytes`: fast where its first byte is rare.
    public static func contain(_ bytes: [UInt8], _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { needle in
            bytes.withUnsafeBytes { haystack in
                guard let start = haystack.baseAddress, let first = needle.baseAddress else { return needle.isEmpty }
                let end = haystack.count - needle.count
                var at = 0
                while at <= end, let found = memchr(start + at, Int32(first.pointee), end - at + 1) {
                    if memcmp(found, first, needle.count) == 0 { return true }
                    at = UnsafeRawPointer(found) - start + 1
                }
                return false
            }
        }
    }
}
