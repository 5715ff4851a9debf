import Glibc

/// Where results go: standard output or a file, in large pieces. Complaints go to standard error.
struct Output {
    private var descriptor = STDOUT_FILENO
    private var buffer: [UInt8] = []
    private var isBroken = false

    private static let limit = 1 << 16
    /// A reader sees what is there after this many seconds.
    private static let patience = 0.2
    private var lastFlush = Terminal.now
    /// Stands aside while a terminal is written to.
    var progress: Progress?

    /// Whether the result goes to a terminal.
    var isTerminal: Bool { descriptor == STDOUT_FILENO && Terminal.isTerminal(STDOUT_FILENO) }
    /// Columns for text: the terminal's, 100 where there is none.
    var width: Int { isTerminal ? Terminal.width(STDOUT_FILENO) ?? 100 : 100 }

    mutating func redirect(to path: String) -> Bool {
        let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard opened >= 0 else { return false }
        descriptor = opened
        return true
    }

    mutating func write(_ text: String) { write(text.utf8) }
    mutating func write(_ bytes: some Sequence<UInt8>) {
        buffer += bytes
        if buffer.count >= Self.limit || Terminal.now - lastFlush > Self.patience { flush() }
    }

    /// False once the reader has gone away: nothing more needs to be computed.
    var isOpen: Bool { !isBroken }

    func complain(_ text: String) {
        let line = Array("glue-lint: \(text)\n".utf8)
        if let progress { _ = progress.interrupted { Self.send(line, to: STDERR_FILENO) } } else { _ = Self.send(line, to: STDERR_FILENO) }
    }

    mutating func flush() {
        if buffer.isEmpty || isBroken { return }
        lastFlush = Terminal.now
        let isSent =
            isTerminal
            ? progress?.interrupted { Self.send(buffer, to: descriptor) } ?? Self.send(buffer, to: descriptor)
            : Self.send(buffer, to: descriptor)
        if !isSent { isBroken = true }
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
