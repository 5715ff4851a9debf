/// The undo log of forks: inside an arm, the old content of every word that is older than the arm is noted before it changes.
/// Outside arms `limit` is 0, so a store costs one comparison.
struct JournalEntry: BitwiseCopyable {
    enum Kind: UInt8 {
        /// A property, element, environment or internal slot of `owner` (0: nobody's).
        case slot
        /// A word of the header of `owner`: its shape, storage or state.
        case header
        /// Raw bytes of the buffer object `owner`.
        case bytes
        /// Text of a growable string or other words that never merge.
        case raw
    }
    var address: Handle
    var owner: Handle
    var old: UInt64
    var kind: Kind
}

extension Machine {
    @inline(__always) func note(_ address: Handle, _ kind: JournalEntry.Kind, owner: Handle) {
        if address < state.pointee.journalLimit {
            journal.append(JournalEntry(address: address, owner: owner, old: words[Int(address)], kind: kind))
        }
    }
    /// Writes a value slot.
    @inline(__always) func store(_ address: Handle, _ value: Value, owner: Handle) {
        if address < state.pointee.journalLimit { noteSlow(address, owner) }
        words[Int(address)] = value.bits
    }
    @inline(never) private func noteSlow(_ address: Handle, _ owner: Handle) {
        journal.append(JournalEntry(address: address, owner: owner, old: words[Int(address)], kind: .slot))
    }
    /// To be called before the header of an object changes.
    @inline(__always) func willChangeHeader(_ object: Handle) {
        if object < state.pointee.journalLimit { noteHeader(object) }
    }
    @inline(never) private func noteHeader(_ object: Handle) {
        for k in 0..<Header.words {
            journal.append(JournalEntry(address: object + k, owner: object, old: words[Int(object + k)], kind: .header))
        }
    }
}
