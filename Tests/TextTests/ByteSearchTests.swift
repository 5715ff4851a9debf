import Testing
import Text

@Suite struct ByteSearchTests {
    private static func offset<Unit: FixedWidthInteger>(_ wanted: [Unit], _ text: [Unit], _ from: Int) -> Int {
        wanted.withUnsafeBufferPointer { wanted in text.withUnsafeBufferPointer { Bytes.offset(of: wanted, in: $0, from: from) } }
    }

    @Test func findsWhereElementsStandTogether() {
        #expect(Self.offset(Array("ab".utf8), Array("aab ab".utf8), 0) == 1)
        #expect(Self.offset(Array("ab".utf8), Array("aab ab".utf8), 2) == 4)
        #expect(Self.offset(Array("abc".utf8), Array("aab ab".utf8), 0) == -1)
        #expect(Self.offset(Array("a".utf8), [UInt8](), 0) == -1)
        #expect(Self.offset(Array("a".utf8), Array("a".utf8), 5) == -1)
    }
    /// Bytes of two units that stand side by side are no unit.
    @Test func findsWholeUnits() {
        #expect(Self.offset([0x0061] as [UInt16], [0x6100, 0x0000, 0x0061], 0) == 2)
        #expect(Self.offset([0x0061] as [UInt16], [0x6100, 0x0000], 0) == -1)
    }
}
