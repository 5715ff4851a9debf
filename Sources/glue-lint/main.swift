import Machine
import Evaluation
import Syntax
import Glibc
let path = CommandLine.arguments[1]
guard let f = fopen(path, "r") else { exit(2) }
var bytes: [UInt8] = []
var buf = [UInt8](repeating: 0, count: 65536)
while case let n = fread(&buf, 1, buf.count, f), n > 0 { bytes += buf[..<n] }
let file = SourceFile(path: path, bytes: bytes)
guard let m = Machine() else { print("no memory"); exit(2) }
Library.install(m)
let console = m.makePlainObject()
m.define(m.globalObject, "console", .object(console))
m.defineMethod(console, "log", length: 0) { m, a throws(Abrupt) in
  print(a.all.map { v in v.isString ? m.text(v.handle) : v.isObject ? ((try? m.toText(v)) ?? "[obj]") : m.describe(v) }.joined(separator: " ")); return .undefined }
func show(_ e: Abrupt) { switch e { case .thrown(let v): print("THROWN", (try? m.toText(v)) ?? "?"); default: print("ABRUPT", e) } }
do throws(Abrupt) {
  let fn = m.makeClosure(Lowering.script(file, index: 0), environment: 0)
  _ = try m.call(.object(fn), .undefined, [])
  try m.drainMicrotasks()
} catch { show(error) }
