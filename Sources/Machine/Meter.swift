/// What a run costs outside of its arena: keys, shapes, sites, jobs and what natives keep in Swift's memory. It is taken from the same
/// budget, so that a program which makes nothing but names ends as one does that makes nothing but objects.
struct Meter {
    let state: UnsafeMutablePointer<Machine.State>

    /// The next safe point ends a run that has nothing left.
    @inline(__always) func pay(words: Int, steps: Int = 0) {
        let left = state.pointee.memoryLimit, asked = UInt64(max(0, words))
        state.pointee.memoryLimit = left > asked ? left - asked : 0
        state.pointee.fuel &-= steps
    }
}

extension Machine {
    var meter: Meter { Meter(state: state) }
    /// Takes memory that is not the arena's, in words, from the run's budget.
    public func spend(words: Int) { meter.pay(words: words) }
}
