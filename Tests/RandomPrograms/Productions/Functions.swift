extension Productions {
    static let functions = [
        "(x => x)", "(() => 1)", "(function named() { return typeof named; })", "Base", "Math.max", "((...r) => r.length)",
        "(function () { return typeof this; })", "(async () => 1)", "(class { static s = 1; })", "(class Named extends Base {})",
        "(() => $fv)", "(@1 => $fv)", "((@1 = $fv, @2 = @1) => [@1, @2])", "(function (@1, @2) { $fbody return @1; })",
        "(function (@1) { arguments[0] = $fv; return [@1, arguments.length]; })", "((@1, ...@2) => @2)",
        "(({ a: @1 = $fv, ...@2 }) => [@1, @2])",
        "(([@1, [@2] = [$fv]]) => @2)", "(async @1 => { $abody return @1; })", "(function* (@1) { $gbody })",
        "(class { constructor(@1) { this.v = @1; } get d() { return $fv; } static m() { return $fv; } })", "$f.bind($v)",
        "$f.bind(null, $v, $v)",
        "(class extends Base { constructor(@1) { super(@1); this.y = $fv; } toString() { return super.toString() + '!'; } })",
        "new Proxy($f, {})", "Object.assign(@1 => $fv, { extra: $v })", "($b ? $f : $f)", "(n => n <= 0 ? 0 : n + 1)",
        "({ @1(@2) { $fbody return @2; } }.@1)", "(function () { return this; })", "(function () { 'use strict'; return this; })",
        "(function (@1) { return new.target === undefined ? @1 : $fv; })"
    ]
    static let functionStatements = [
        "%f function @1(@2, @3) { $fbody return $fv; }", "%f function @1(@2 = $fv, ...@3) { $fbody return [@2, @3]; }",
        "%f const @1 = (@2) => { $fbody return $fv; };", "%f function @1({ a: @2 = $fv, b: @3 } = {}) { $fbody return @2; }",
        "%f async function @1(@2) { $abody return @2; }",
        "%f function* @1(@2) { $gbody return $fv; }", "%f async function* @1(@2) { $agbody }", "%f const @1 = $f;", "log($f($v));",
        "log($f.call($v, $v));", "log($f.apply($v, $a));", "log(new $f($v));", "log($f($v)?.($v));", "log([...$f($v)]);", "$f($v, ...$a);",
        "{ const @1 = []; for (let @2 = 0; @2 < 3; @2++) { tick(); @1.push(() => @2); @2 += 0; } log(@1.map(@3 => @3())); }",
        "{ const @1 = []; for (var @2 = 0; @2 < 2; @2++) { tick(); @1.push(() => @2++); } log(@1.map(@3 => @3())); }",
        "{ const @1 = () => @2; try { @1(); } catch (@3) { log(@3); } let @2 = $v; log(@1()); }", "log(typeof @1); var @1 = $v;",
        "{ function @1() { return $fv; } log(@1()); }", "log(@1($v)); function @1(@2) { return @2; }",
        "{ const @1 = (@2, @3 = () => @2) => { @2 = $fv; return @3(); }; log(@1($v)); }",
        "{ let @1 = $n; const @2 = { inc: () => ++@1, get now() { return @1; } }; @2.inc(); log(@2.now, @1); }",
        "{ const @1 = function @2(@3) { tick(); return @3 > 0 ? @2(@3 - 1) + 1 : $fn; }; log(@1(4)); }",
        "log((function () { return [...arguments]; })($v, ...$a));", "log((() => { try { return $fv; } finally { log('finally'); } })());",
        "{ const @1 = (@2) => { switch (@2) { case 0: return 'zero'; case $fn: log('fall'); default: return $fv; } }; log(@1(0), @1($v)); }",
        "log($f.toString === Function.prototype.toString, $f.name, $f.length);",
        "{ let @1 = { @2() { return [this === @1, $fv]; } }; log(@1.@2(), (0, @1.@2)(), (@1.@2)(), @1?.@2?.()); }",
        "{ function @1() { if (!new.target) return new @1(); this.made = $fv; } @1.prototype.k = $v; log(new @1().k, @1().made, @1() instanceof @1); }"
    ]
    static let inFunction = [
        "return $v;", "return;", "if ($b) return $n;", "try { return $v; } finally { log('left'); }",
        "try { throw $v; } catch { return $v; } finally { if ($b) return 'over'; }", "return [$v, $v];", "return log($v);"
    ]
    static let inLoop = [
        "break;", "continue;", "if ($b) break;", "if ($b) continue;", "try { if ($b) break; } finally { log('broke'); }",
        "try { continue; } finally { log('next'); }", "switch ($n) { case 1: continue; default: break; }"
    ]
    static let inGenerator = [
        "yield $v;", "log(yield $v);", "const @1 = yield $v; log(@1);", "yield* $g;",
        "try { yield $v; } catch (@1) { log('in', @1); } finally { log('closing'); }", "try { yield $v; } finally { yield 'last'; }",
        "const [@1, @2 = yield $v] = $a; log(@1, @2);", "return $v;"
    ]
    static let inAsync = [
        "await $p;", "log(await $v);", "await null; log('later');", "const @1 = await $p; log(@1);",
        "try { await $p; } catch (@1) { log('caught', @1); }", "try { await $p; log('went on'); } finally { await 0; log('cleaned'); }",
        "for await (const @1 of $g) { $loop log(@1); }",
        "for (const @1 of [$p, $v]) { tick(); log(await @1); }", "log(await Promise.all([$p, $v]));", "return $p;", "return await $p;",
        "log(await Promise.allSettled([$p, $p]));", "log(await { then(@1) { @1($fv); } });"
    ]
    static let yields = ["(yield $v)", "(yield)", "(yield* $g)"]
    static let awaits = ["(await $v)", "(await $p)", "(await 0)"]
}
