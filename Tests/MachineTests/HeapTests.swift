import Testing

@testable import Machine

/// The heap: strings, properties in order, arrays, unions.
@Suite struct HeapTests {
    @Test func appendedStringsReadBack() throws {
        let m = try #require(Machine())
        var s = m.emptyString.handle
        for i in 0..<3000 { s = try m.concatenate(s, m.makeString(i % 7 == 0 ? "é∑" : "ab").handle) }
        let expected = (0..<3000).map { $0 % 7 == 0 ? "é∑" : "ab" }.joined()
        #expect(m.text(s) == expected)
        #expect(m.stringsEqual(s, m.makeString(expected).handle))
    }
    @Test func indicesComeBeforeNamesInOrder() throws {
        let m = try #require(Machine())
        let o = m.makePlainObject()
        for name in ["b", "10", "a", "2"] { try m.set(o, name, .true) }
        #expect(try m.ownKeys(o).map { m.keyText($0) } == ["2", "10", "b", "a"])
        #expect(try m.delete(o, m.key("b")))
        #expect(try m.ownKeys(o).map { m.keyText($0) } == ["2", "10", "a"])
    }
    @Test func frozenObjectsRefuseWrites() throws {
        let m = try #require(Machine())
        let o = m.makePlainObject()
        try m.set(o, "x", .int(1))
        try m.setIntegrity(o, frozen: true)
        #expect(try m.set(o, m.key("x"), .int(2), receiver: .object(o)) == false)
        #expect(try m.get(o, m.key("x")).int == 1)
    }
    @Test func joinsRememberAlternativesUpToSix() throws {
        let m = try #require(Machine())
        var v = Value.int(0)
        for i in 1..<6 { v = m.join(v, .int(Int32(i))) }
        #expect(v.isUnion && m.alternatives(v).count == 6)
        #expect(m.join(v, .int(3)).isUnion)
        #expect(m.join(v, .int(9)).isUnknown)
        #expect(m.truthiness(m.join(.int(1), .int(2))) == true)
        #expect(m.truthiness(m.join(.int(0), .int(2))) == nil)
    }
    @Test func openObjectsAnswerUnknownForWhatTheyLack() throws {
        let m = try #require(Machine())
        let o = m.makePlainObject()
        #expect(try m.get(o, m.key("x")).isUndefined)
        m.setOpen(o)
        #expect(try m.get(o, m.key("x")).isUnknown)
    }
    /// What a machine did before changes no answer: a key that an earlier run made is paid for again.
    @Test func keysArePaidByEachRunAlike() throws {
        let m = try #require(Machine())
        func cost() throws -> Int {
            m.begin()
            let o = m.makePlainObject(), before = m.stepsLeft
            for index in 0..<100 { _ = try m.getIndex(o, UInt32(1_000_000 + index)) }
            return before - m.stepsLeft
        }
        let first = try cost()
        #expect(first >= 2_500)
        #expect(try cost() == first)
    }
    /// Keys lie outside of the arena and are counted all the same.
    @Test func namesTakeMemory() throws {
        let m = try #require(Machine())
        m.budget.words = 1 << 20
        m.begin()
        #expect { for number in 0..<200_000 { _ = m.key("name \(number)"); try m.checkBudget() } } throws: {
            ($0 as? Abrupt).map { if case .stopped(.memory) = $0 { true } else { false } } ?? false
        }
        #expect(m.usedWords < 1 << 20)
    }
}
