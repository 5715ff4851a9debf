import Evaluation
import Syntax

/// What a CommonJS file is seen to export, for a comparison with Node's own lexer (`scripts/export-names`).
enum ExportNames {
    /// Names and re-exported specifiers, each sorted, apart by tabs; nil where the file cannot be read.
    static func line(_ path: String) -> String? {
        guard let bytes = TextFile.bytes(path) else { return nil }
        let names = CommonJSNames(SourceFile(path: path, bytes: bytes))
        return [path, names.names.sorted().joined(separator: ","), Set(names.reexports).sorted().joined(separator: ",")].joined(separator: "\t")
    }
}
