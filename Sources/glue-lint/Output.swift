import Glibc

/// Where results go: standard output or a file, in large pieces. Complaints go to standard error.
struct Output {
    private var descriptor = STDOUT_FILENO
    private var buffer: [UInt8] = []
    private var isBroken = false

    private static let limit = 1 << 16

    mutating func redirect(to path: String) -> Bool {
        let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard opened >= 0 else { return false }
        descriptor = opened
        return true
    }

    mutating func write(_ text: String) { write(text.utf8) }
    mutating func write(_ bytes: some Sequence<UInt8>) {
        buffer += bytes
        if buffer.count >= Self.limit { flush() }
    }

    /// False once the reader has gone away: nothing more needs to be computed.
    var isOpen: Bool { !isBroken }

    func complain(_ text: String) {
        let line = Array("glue-lint: \(text)\n".utf8)
        _ = Self.send(line, to: STDERR_FILENO)
    }

    mutating func flush() {
        if !isBroken, !Self.send(buffer, to: descriptor) { isBroken = true }
        buffer.removeAll(keepingCapacity: true)
    }
    /// False where the result could not be written whole, for another reason than a reader that had enough.
    mutating func finish() -> Bool {
        flush()
        if descriptor != STDOUT_FILENO { return close(descriptor) == 0 && !isBroken }
        return !isBroken || errno == EPIPE
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { all in
            var rest = all[...]
            while !rest.isEmpty {
                let sent = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if sent < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                rest = rest.dropFirst(sent)
            }
            return true
        }
    }
}
