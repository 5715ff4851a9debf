/// The candidate that differs from `word` by at most two letters; the first of the nearest.
func nearest(to word: some StringProtocol, in candidates: [String]) -> String? {
    var best: (name: String, distance: Int)?
    let letters = Array(word.utf8.prefix(64))
    for candidate in candidates {
        let distance = editDistance(letters, Array(candidate.utf8.prefix(64)))
        if distance <= 2, distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    return best?.name
}

/// Letters to insert, delete or replace to turn one word into the other.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in right.enumerated() {
            let replaced = diagonal + (a == b ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
