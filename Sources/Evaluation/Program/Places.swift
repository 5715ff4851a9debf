import Machine
import Syntax

/// Files by number, and the places that sites of the machine have in them.
extension Program {
    func fileNumber(_ file: SourceFile) -> Int {
        if let known = fileNumbers[file.path] { return known }
        files.append(file)
        fileNumbers[file.path] = files.count - 1
        return files.count - 1
    }
    /// A text that the program turned into code: `import()` and `require` in it start from the file that did.
    func addText(_ file: SourceFile, from caller: String) -> Int {
        files.append(file)
        textOrigins[files.count - 1] = (caller, places(machine.currentSite(), first: 1).first)
        return files.count - 1
    }
    /// The file that a function is written in; of code from text, the file that made it.
    func path(_ template: FunctionTemplate) -> String {
        textOrigins[template.file]?.path ?? (template.file < files.count ? files[template.file].path : "")
    }

    /// The places of a stack, innermost first; the host's own functions have none.
    func places(_ site: Site?, first count: Int = .max) -> [Place] {
        guard let site else { return [] }
        return shownPositions(site).prefix(count).compactMap { p in
            guard let t = machine.template(p.template), t.file < files.count else { return nil }
            guard !files[t.file].path.isEmpty else { return textOrigins[t.file]?.at }  // code from text has no file
            guard let position = t.code.position(at: Int(p.pc)) else { return place(files[t.file], Int(t.range.lowerBound)) }
            return place(files[t.file], nameOffset(position, files[t.file]) ?? Int(position.offset))
        }
    }
    /// JavaScriptCore points at the last name of what an operation is about: the callee, the object of a member. V8 points at the member,
    /// at `new`, or at the statement.
    private func nameOffset(_ position: Code.Position, _ file: SourceFile) -> Int? {
        guard profile.engine == .javaScriptCore, position.textEnd > position.textStart else { return nil }
        let about = file.slice(Int(position.textStart)..<Int(position.textEnd))
        // of `new a.b()` it is `new` (Bun 1.4.4)
        if position.offset < position.textStart, about.contains(UInt8(ascii: ".")),
            file.slice(Int(position.offset)..<Int(position.textStart)).starts(with: Array("new".utf8))
        {
            return nil
        }
        let name = about.reversed().prefix { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 36, 95, 128...: true
            default: false
            }
        }
        return name.isEmpty ? nil : about.endIndex - name.count
    }
    /// A place as Deno prints it.
    func url(of place: Place) -> String { "file://\(absolute(place.path)):\(place.line):\(place.column)" }
    func place(_ file: SourceFile, _ offset: Int) -> Place {
        let (line, column) = file.lineIndex.position(offset)
        return Place(path: file.path, line: line, column: column, offset: offset)
    }
}
