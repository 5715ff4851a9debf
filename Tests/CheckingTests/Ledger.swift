import Foundation

/// `corpus/ledger.tsv`: one line for each line of `corpus/measured.jsonl`. `scripts/update-ledger` writes it.
struct Ledger {
    struct Line: Sendable, Hashable {
        var project: String, entry: String, runtime: String
        var judgement: Judgement
        /// "works", "fails PHASE" or "unknown CODE".
        var predicted: String
        var error: String
        /// "-" where no rule explains the failure.
        var rule: String
        var measured: String
        var note: String
        var question: String { "\(project) \(entry) \(runtime)" }
        var reallyWorks: Bool { measured == "works" }
    }

    /// How a prediction stands to what was measured.
    enum Judgement: String, Sendable {
        case right, undecided
        /// It fails, in another phase.
        case phase
        /// It works and was predicted to fail.
        case wrong
        /// It fails and was predicted to work.
        case missed

        init(predicted: String, measured: String) {
            let phase = predicted.hasPrefix("fails ") ? String(predicted.dropFirst(6)) : nil
            if predicted.hasPrefix("unknown") {
                self = .undecided
            } else if measured == "works" {
                self = phase == nil ? .right : .wrong
            } else if let phase {
                // What was measured does not part a package's initialisation from its first use.
                self = measured == "fails \(phase == "init" || phase == "call" ? "use" : phase)" ? .right : .phase
            } else {
                self = .missed
            }
        }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("corpus").path

    var lines: [Line] = []
    /// Lines that cannot be read, 1-based.
    var malformed: [Int] = []

    init() throws {
        let text = try String(contentsOfFile: Self.root + "/ledger.tsv", encoding: .utf8)
        for (index, row) in text.split(separator: "\n").enumerated().dropFirst() {
            let cells = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 10, let judgement = Judgement(rawValue: cells[3]) else {
                malformed.append(index + 1)
                continue
            }
            lines.append(
                Line(
                    project: cells[0], entry: cells[1], runtime: cells[2], judgement: judgement, predicted: cells[4], error: cells[5],
                    rule: cells[6], measured: cells[7], note: cells[9]))
        }
    }
}

/// Shares in percent.
struct Score: CustomStringConvertible {
    var precision: Double, recall: Double, works: Double
    var cases: Int

    init(_ lines: some Collection<Ledger.Line>) {
        func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 100 : 100 * Double(part) / Double(whole) }
        let failing = lines.filter { !$0.reallyWorks }
        let said = lines.filter { $0.predicted.hasPrefix("fails") }
        let found = said.count { !$0.reallyWorks }
        cases = lines.count
        precision = share(found, said.count)
        recall = share(found, failing.count)
        works = share(lines.count { $0.reallyWorks && $0.predicted == "works" }, lines.count - failing.count)
    }
    var description: String {
        func tenths(_ number: Double) -> Double { (number * 10).rounded() / 10 }
        return "\(cases) cases: precision \(tenths(precision)) %, recall \(tenths(recall)) %, works \(tenths(works)) %"
    }
}
