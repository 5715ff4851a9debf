import CArchive

/// A `.tgz`, `.tar` or `.zip`, unpacked in memory within limits.
enum ArchiveReader {
    /// Unpacked bytes that one archive may hold.
    static let totalLimit = 1 << 30

    struct Contents {
        var files: [TreePath: [UInt8]] = [:]
        var problems: [FileProblem] = []
    }

    static func isArchive(name: some StringProtocol) -> Bool {
        let lower = name.lowercased()
        return [".tgz", ".tar.gz", ".tar", ".zip", ".tar.xz", ".tar.bz2"].contains { lower.hasSuffix($0) }
    }
    /// By its first bytes: gzip, zip, or "ustar" in the first header.
    static func isArchive(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1f, 0x8b]) || bytes.starts(with: [0x50, 0x4b, 3, 4])
            || (bytes.count > 262 && bytes[257..<262].elementsEqual("ustar".utf8))
    }

    static func read(_ bytes: [UInt8]) -> Contents {
        var contents = Contents()
        guard let archive = archive_read_new() else { return contents }
        defer { archive_read_free(archive) }
        for support in [archive_read_support_filter_gzip, archive_read_support_filter_xz, archive_read_support_filter_bzip2] {
            _ = support(archive)
        }
        for support in [archive_read_support_format_tar, archive_read_support_format_zip] { _ = support(archive) }
        bytes.withUnsafeBytes { buffer in
            guard archive_read_open_memory(archive, buffer.baseAddress, buffer.count) == ARCHIVE_OK else {
                contents.problems.append(FileProblem("", .brokenArchive(reason(archive))))
                return
            }
            var links: [(TreePath, String, isHard: Bool)] = []
            readEntries(archive, &contents, &links)
            follow(links, &contents)
        }
        return contents.withoutCommonFolder
    }

    private static func readEntries(_ archive: OpaquePointer, _ contents: inout Contents, _ links: inout [(TreePath, String, isHard: Bool)])
    {
        var total = 0
        var entry: OpaquePointer?
        while true {
            let status = archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else {
                contents.problems.append(FileProblem("", .brokenArchive(reason(archive))))
                return
            }
            guard let raw = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else {
                contents.problems.append(FileProblem("", .refusedEntry("a name that is no text")))
                continue
            }
            let name = String(cString: raw)
            let mode = archive_entry_filetype(entry)
            if mode == 0o040000 { continue }  // folders follow from their files
            if name.hasPrefix("/") || name.split(separator: "/").contains("..") || name.contains("\\") {
                contents.problems.append(
                    FileProblem(name, .refusedEntry(name.hasPrefix("/") ? "an absolute path" : "a path that leads out of the archive")))
                continue
            }
            guard let path = TreePath(name), !path.isRoot else { continue }
            if let target = archive_entry_hardlink(entry) {
                links.append((path, String(cString: target), isHard: true))
            } else if mode == 0o120000, let target = archive_entry_symlink(entry) {
                links.append((path, String(cString: target), isHard: false))
            } else if mode == 0o100000 {
                switch readData(archive, limit: min(FileReading.sizeLimit, totalLimit - total)) {
                case .success(let bytes):
                    total += bytes.count
                    contents.files[path] = bytes
                case .failure(let failure):
                    contents.problems.append(FileProblem(name, failure))
                    if case .tooLarge = failure { continue }
                    return
                }
            } else {
                contents.problems.append(FileProblem(name, .refusedEntry("neither a file nor a folder")))
            }
        }
    }
    private static func readData(_ archive: OpaquePointer, limit: Int) -> Result<[UInt8], FileProblem.Reason> {
        var bytes: [UInt8] = []
        var failure: FileProblem.Reason?
        while failure == nil {
            let more = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let got = archive_read_data(archive, buffer.baseAddress, buffer.count)
                if got < 0 { failure = .brokenArchive(reason(archive)) }
                count = max(0, Int(got))
            }
            if more.isEmpty { break }
            bytes.append(contentsOf: more)
            if bytes.count > limit { return .failure(.tooLarge(bytes.count, limit: limit)) }
        }
        return failure.map { .failure($0) } ?? .success(bytes)
    }
    /// A link to a file of the archive stands for that file; any other is refused. npm's own tarballs hold none.
    private static func follow(_ links: [(TreePath, String, isHard: Bool)], _ contents: inout Contents) {
        for (path, target, isHard) in links {
            let base = isHard ? TreePath.root : path.parent ?? .root
            if !target.hasPrefix("/"), let found = TreePath(target, from: base), let bytes = contents.files[found] {
                contents.files[path] = bytes
            } else {
                contents.problems.append(FileProblem(path.text, .refusedEntry("a link to \(target)")))
            }
        }
    }
    private static func reason(_ archive: OpaquePointer) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unreadable"
    }
}

extension ArchiveReader.Contents {
    /// npm packs everything under `package/`, others under the package's name: one folder around the manifest is taken off.
    fileprivate var withoutCommonFolder: Self {
        guard let first = files.keys.first?.parts.first, files.keys.allSatisfy({ $0.parts.first == first && $0.parts.count > 1 }),
            files.keys.contains(TreePath.root.appending(first).appending("package.json"))
        else { return self }
        var result = Self(problems: problems)
        let folder = TreePath.root.appending(first)
        for (path, bytes) in files { if let inner = path.relative(to: folder) { result.files[inner] = bytes } }
        return result
    }
}
