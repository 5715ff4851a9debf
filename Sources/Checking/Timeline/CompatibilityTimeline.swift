import Runtimes

/// What an entry does in Workers at every compatibility date: stretches of one outcome, and what made each follow the one before.
public struct CompatibilityTimeline: Sendable {
    public var entry: String
    /// The flags that were given by name, and how the Worker is uploaded.
    public var flags: [CompatibilityFlag]
    public var upload: WorkersName.Upload
    public var stretches: [Stretch] = []

    /// The same outcomes from the same days on, for the same reasons.
    public func runs(like other: CompatibilityTimeline) -> Bool {
        stretches.count == other.stretches.count
            && zip(stretches, other.stretches).allSatisfy {
                $0.from == $1.from && $0.record.hasOutcome(of: $1.record) && $0.change?.facts.map(\.id) == $1.change?.facts.map(\.id)
            }
    }

    /// From a day on until the next stretch begins.
    public struct Stretch: Sendable {
        public var from: CompatibilityDate
        /// The verdict at `from`; every day of the stretch has the same outcome.
        public var record: VerdictRecord
        /// Nil for the first one.
        public var change: Change?
    }
    /// Why a stretch begins.
    public struct Change: Sendable {
        /// Answers of the runtime that changed and that, taken back together, give the outcome of the day before.
        public var facts: [FactDifference]
        /// False where taking back everything that changed does not give it: then `facts` are all that changed.
        public var isProven: Bool
        /// Flags by which the outcome can be had at another date; each was tried.
        public var switches: [Switch]
    }
    /// At `date`, with `flag`, the outcome is that of the other side of the change.
    public struct Switch: Hashable, Sendable {
        public var flag: CompatibilityFlag
        public var date: CompatibilityDate
        /// Whether the flag keeps the outcome of before the change; else it brings that of after it.
        public var keeps: Bool
    }
}

/// The smallest part of a list that alone has an effect, as far as halving finds it.
enum Culprits {
    /// `hasEffect` holds for all of `items`; it is asked about twice the logarithm of their number, often.
    static func find<Item>(_ items: [Item], hasEffect: ([Item]) -> Bool) -> [Item] {
        var suspects = items
        while suspects.count > 1 {
            let half = suspects.count / 2
            let first = Array(suspects[..<half]), second = Array(suspects[half...])
            // Where both halves are needed, neither is the culprit.
            if hasEffect(first) {
                suspects = first
            } else if hasEffect(second) {
                suspects = second
            } else {
                return both(first, second, hasEffect)
            }
        }
        return suspects
    }
    /// Each half made small beside the whole of the other.
    private static func both<Item>(_ first: [Item], _ second: [Item], _ hasEffect: ([Item]) -> Bool) -> [Item] {
        let needed = shrink(first, beside: second, hasEffect)
        return needed + shrink(second, beside: needed, hasEffect)
    }
    private static func shrink<Item>(_ items: [Item], beside others: [Item], _ hasEffect: ([Item]) -> Bool) -> [Item] {
        var kept = items, size = max(1, items.count / 2)
        while size >= 1, kept.count > 1 {
            var at = 0
            while at < kept.count {
                let less = Array(kept[..<at] + kept[min(kept.count, at + size)...])
                if hasEffect(less + others) { kept = less } else { at += size }
            }
            if size == 1 { break }
            size /= 2
        }
        return kept
    }
}
