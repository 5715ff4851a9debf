import Machine

/// A task of a timer or of input and output.
struct HostTask {
    var time: Double
    var order: Int
    var isComputation = false
    var run: () throws(Abrupt) -> Void
}

/// What an interval calls.
struct Interval {
    var callback: Value
    var arguments: [Value]
}

/// Jobs that the runtime runs when the program is done: microtasks, timers, input and output.
extension Program {
    /// A promise that settles from the event loop. `isComputation`: without a timer and without input or output.
    func later(isComputation: Bool = false, _ settle: @escaping (Handle) throws(Abrupt) -> Void) -> Value {
        let p = machine.makePromise()
        schedule(delay: 0, isComputation: isComputation) { () throws(Abrupt) in try settle(p) }
        return .object(p)
    }
    func schedule(delay: Double, isComputation: Bool = false, _ body: @escaping () throws(Abrupt) -> Void) {
        taskCount += 1
        machine.spend(10)
        machine.spend(words: 16)
        tasks.append(HostTask(time: now + max(0, delay), order: taskCount, isComputation: isComputation, run: body))
    }
    /// A promise that stays pending until the startup is over.
    func pendingAtStartup(_ event: Int) -> Value {
        let p = machine.makePromise()
        startupPending.append((p, event))
        return .object(p)
    }
    /// Runs microtasks, then tasks in the order of their times, until `done` or nothing is left.
    func runEventLoop(until done: () -> Bool) throws(Abrupt) {
        var rounds = 0
        while true {
            try drain()
            if done() { return }
            if try settleUnhandled() { continue }
            machine.spend(tasks.count / 8)
            guard let at = tasks.indices.min(by: { (tasks[$0].time, tasks[$0].order) < (tasks[$1].time, tasks[$1].order) }) else { return }
            let task = tasks.remove(at: at)
            now = max(now, task.time)
            rounds += 1
            if rounds > 20_000 { throw .stopped(.steps) }
            recorder?.task(at: now)
            try task.run()
        }
    }
    /// Fires the intervals in turn while `done` says no; a program that polls sees its answer after few rounds, or never.
    func runIntervals(until done: () -> Bool) throws(Abrupt) {
        for _ in 0..<50 {
            for id in intervals.keys.sorted() {
                if done() { return }
                try machine.charge(50)
                if let interval = intervals[id] { _ = try machine.call(interval.callback, .undefined, interval.arguments) }
                try runEventLoop(until: done)
            }
            if intervals.isEmpty { return }
        }
    }
    /// A Worker's startup: microtasks and what is only computed; timers and input wait for a request.
    func runStartup() throws(Abrupt) {
        try drain()
        while let at = tasks.indices.filter({ tasks[$0].isComputation }).min(by: { tasks[$0].order < tasks[$1].order }) {
            try tasks.remove(at: at).run()
            try drain()
        }
    }
    /// A rejection that nobody has handled when the microtasks are done ends the process, whatever was still to come.
    var isUnhandledFatal: Bool { profile.rule("rejection/unhandled")?.text == "fatal" }
    func drain() throws(Abrupt) {
        try machine.drainMicrotasks(uncaught: { value throws(Abrupt) in throw .thrown(value) })
    }
}
