import Glibc

/// `a + b` of strings: in place where `a` ends a growable buffer, else a copy, a rope for long texts.
extension Machine {
    private struct Buffer { var used: UInt32, capacity: UInt32 }

    public func concatenate(_ a: Handle, _ b: Handle) throws(Abrupt) -> Handle {
        let x = stringHeader(a).pointee, y = stringHeader(b).pointee
        if x.length == 0 { return b }
        if y.length == 0 { return a }
        let count = Int(x.length) + Int(y.length)
        if count > Machine.maximumStringLength { throw rangeError("Invalid string length") }
        if count > Machine.longestKeptText { throw .stopped(.memory) }
        if x.width == 0 || y.width == 0 || (x.length < y.length && count > 256) { return rope(a, b, count) }
        if x.growable != 0, x.width >= y.width, let grown = append(b, to: x, count) { return grown }
        let width = Int(max(x.width, y.width)), grows = count >= 32
        let capacity = grows ? count * 2 : count
        let h = allocate(2 + (grows ? 1 : 0) + (capacity * width + 7) / 8)
        let text = h + (grows ? 3 : 2)
        if grows { buffer(text).pointee = Buffer(used: UInt32(count), capacity: UInt32(capacity)) }
        stringHeader(h).pointee = StringHeader(width: UInt8(width), growable: grows ? 1 : 0, length: UInt32(count), text: text, aux: 0)
        copy(a, to: text, width: width, at: 0)
        copy(b, to: text, width: width, at: Int(x.length))
        return h
    }
    private func buffer(_ text: Handle) -> UnsafeMutablePointer<Buffer> {
        UnsafeMutableRawPointer(words + Int(text) - 1).assumingMemoryBound(to: Buffer.self)
    }

    /// Nobody sees the bytes after the length of a string that ends its buffer, so another string may use them.
    private func append(_ b: Handle, to x: StringHeader, _ count: Int) -> Handle? {
        guard buffer(x.text).pointee.used == x.length, count <= Int(buffer(x.text).pointee.capacity) else { return nil }
        if x.text < state.pointee.journalLimit { return nil }  // an arm that is undone would have to give the buffer's end back
        copy(b, to: x.text, width: Int(x.width), at: Int(x.length))
        buffer(x.text).pointee.used = UInt32(count)
        let h = allocate(2)
        stringHeader(h).pointee = StringHeader(width: x.width, growable: 1, length: UInt32(count), text: x.text, aux: 0)
        return h
    }
    private func rope(_ a: Handle, _ b: Handle, _ count: Int) -> Handle {
        let h = allocate(2)
        stringHeader(h).pointee = StringHeader(width: 0, growable: 0, length: UInt32(count), text: a, aux: b)
        return h
    }
    private func copy(_ source: Handle, to text: Handle, width: Int, at offset: Int) {
        let s = stringHeader(source).pointee, n = Int(s.length)
        if Int(s.width) == width {
            memcpy(bytes(text) + offset * width, bytes(s.text), n * width)
        } else {  // Latin-1 into UTF-16
            for i in 0..<n { units(text)[offset + i] = UInt16(bytes(s.text)[i]) }
        }
    }
    /// Iterative, from the right: a rope of a million appends is as deep as it is long.
    @inline(never) func flatten(_ string: Handle) {
        let count = Int(stringHeader(string).pointee.length)
        var wide = false, stack = [string]
        while let s = stack.popLast() {
            let x = stringHeader(s).pointee
            if x.width == 0 {
                if x.growable == StringHeader.observed { lookups.textsRead.insert(s) }
                stack.append(x.text); stack.append(x.aux)
            } else if x.width == 2 {
                wide = true
            }
        }
        let width = wide ? 2 : 1, text = allocate((count * width + 7) / 8)
        var end = count
        stack = [string]
        while let s = stack.popLast() {
            let x = stringHeader(s).pointee
            if x.width == 0 {
                stack.append(x.text); stack.append(x.aux)
            } else {
                end -= Int(x.length)
                copy(s, to: text, width: width, at: end)
            }
        }
        // a flattened rope is the same string: no undo is needed, and the text is never taken back within a run
        stringHeader(string).pointee = StringHeader(width: UInt8(width), growable: 0, length: UInt32(count), text: text, aux: 0)
    }
}
