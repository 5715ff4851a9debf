import Syntax
import Testing
import Text

@Suite struct SourceMapDocumentTests {
    static let json = #"{"version":3,"sources":["a.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA;AACA"}"#

    @Test func readsFiles() {
        for text in [Self.json, ")]}'\n" + Self.json] {
            #expect(SourceMap.read(Array(text.utf8))?.original(line: 2, utf16Column: 1) == .init(source: "a.ts", line: 2, utf16Column: 1))
        }
        #expect(SourceMap.read(Array("{}".utf8)) == nil)
        #expect(SourceMap.read(Array("{".utf8)) == nil)
    }

    @Test(arguments: [
        ("a\n//# sourceMappingURL=a.js.map\n", "a.js.map"), ("//# sourceMappingURL=x\r\n\r\n// after", "x"),
        ("a //# sourceMappingURL=a", nil), ("", nil), ("\n\n", nil)
    ])
    func findsTheReference(_ text: String, _ reference: String?) {
        #expect(SourceMap.reference(in: Array(text.utf8)) == reference)
    }

    @Test func readsInlineMaps() {
        // {"version":3,"sources":["a.ts"],"mappings":"AAAA"}
        let map = SourceMap.read(
            dataURL: "data:application/json;charset=utf-8;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbImEudHMiXSwibWFwcGluZ3MiOiJBQUFBIn0=")
        #expect(map?.sources == ["a.ts"])
        #expect(SourceMap.read(dataURL: "a.js.map") == nil)
    }
}
