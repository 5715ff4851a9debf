import Glibc

/// The system calls, each an answer or a reason. Nothing else in the program opens a file for reading.
enum FileReading {
    /// No engine takes a larger source or module: V8 ends strings at 512 MB, and we hold several files at once.
    static let sizeLimit = 256 << 20

    enum Kind { case file, folder, link, other }

    static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
    /// Links followed.
    static func kind(_ path: String) -> Kind? {
        var status = stat()
        return stat(path, &status) == 0 ? kind(status.st_mode) : nil
    }
    private static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    static func list(_ path: String, _ body: (String, Kind) -> Void) {
        guard let folder = opendir(path) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            switch Int(entry.pointee.d_type) {
            case DT_REG: body(name, .file)
            case DT_DIR: body(name, .folder)
            case DT_LNK: body(name, .link)
            case DT_UNKNOWN:
                var status = stat()
                if lstat("\(path)/\(name)", &status) == 0 { body(name, kind(status.st_mode)) }
            default: body(name, .other)
            }
        }
    }

    /// The whole of a regular file of at most `limit` bytes.
    static func read(_ path: String, limit: Int) -> Result<[UInt8], FileProblem.Reason> {
        // Without O_NONBLOCK the opening of a pipe waits for somebody to write.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(errno == ENOENT ? .missing : .unreadable(String(cString: strerror(errno)))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(.unreadable(String(cString: strerror(errno)))) }
        switch kind(status.st_mode) {
        case .folder: return .failure(.folder)
        case .other, .link: return .failure(.notRegular)
        case .file: break
        }
        let size = Int(status.st_size)
        guard size <= limit else { return .failure(.tooLarge(size, limit: limit)) }
        return read(descriptor, expecting: size, limit: limit)
    }

    /// Reads to the end of an open descriptor: a file, or standard input.
    static func read(_ descriptor: Int32, expecting size: Int, limit: Int) -> Result<[UInt8], FileProblem.Reason> {
        var bytes: [UInt8] = []
        var failure: FileProblem.Reason?
        var chunk = max(size + 1, 4096)  // one more than expected, so that the end of the file is met in the same round
        while failure == nil {
            guard bytes.count <= limit else { return .failure(.tooLarge(bytes.count, limit: limit)) }
            let more = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
                var got = Glibc.read(descriptor, buffer.baseAddress, chunk)
                while got < 0, errno == EINTR { got = Glibc.read(descriptor, buffer.baseAddress, chunk) }
                if got < 0 { failure = .unreadable(String(cString: strerror(errno))) }
                count = max(0, got)
            }
            if more.isEmpty { break }
            if bytes.isEmpty { bytes = more } else { bytes.append(contentsOf: more) }
            chunk = 1 << 16
        }
        return failure.map { .failure($0) } ?? .success(bytes)
    }
}
