/// Everything under `rules/`, carried by the binary: a count, one line `PATH\tLENGTH\n` a file, then the files' bytes.
///
/// `rulesPack` is one literal in a file that `scripts/embed-rules` writes before this target is compiled (the plugin EmbedRules). A
/// literal costs nothing at start: its bytes are mapped with the binary.
public enum EmbeddedRules {
    /// The pack, valid as long as the program runs.
    public static var pack: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: rulesPack.utf8Start, count: rulesPack.utf8CodeUnitCount)
    }
}
