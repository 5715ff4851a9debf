extension Productions {
    static let controlFlow = [
        "if ($b) { $body } else { $body }", "if ($v) { $body }", "if ($v) log('yes'); else if ($b) { $body } else log('no');",
        "for (let @1 = 0; @1 < 3; @1++) { $loop log(@1); }", "for (const @1 in $o) { $loop log(@1); }",
        "for (const @1 in $v) { tick(); log(@1); }", "for (const @1 of $g) { $loop log(@1); }",
        "for (const [@1, @2] of Object.entries($o)) { $loop log(@1, @2); }", "for (let [@1, @2 = $v] of $m) { $loop log(@1, @2); }",
        "{ let @1 = 3; while (@1-- > 0) { $loop } }", "{ let @1 = 0; do { $loop } while (@1++ < 2); }",
        "for (var @1 of $a) { $loop } log(@1);", "for (;;) { $loop if (fuel % 3) break; }",
        "@1: for (const @2 of [1, 2, 3]) { tick(); for (const @3 of $g) { tick(); log(@2, @3); if ($b) continue @1; if (@2 === 2) break @1; } }",
        "@1: { log('in'); if ($b) break @1; $body }",
        "@1: for (let @2 = 0; @2 < 2; @2++) { tick(); try { if ($b) continue @1; $body } finally { log('f', @2); if (@2) break @1; } }",
        "switch ($v) { case $v: $body case $v: log('second'); break; default: $body }",
        "switch (true) { default: log('default'); case $b: log('one'); break; case $b: log('two'); }",
        "switch ($s) { case 'a': { let @1 = $v; log(@1); } case 'b': log('b'); }",
        "switch ($n) { case 0: case 1: let @1 = $n; $body break; default: log(typeof $v); }",
        "for (let @1 = 0, @2 = 4; @1 < @2; @1++, @2--) { $loop log(@1 * @2); }", "for (let { a: @1 = 0 } = $o; @1 < 2; @1++) { $loop }",
        "if (($n, $b) && $v || !$v) { $body }", "log($b ? $v : $v);", "log(($v, $v));", "log($v ?? $v, $b || $v, $b && $v);",
        "log(typeof $v, void $v);"
    ]
    static let exceptions = [
        "try { $body } catch (@1) { log('caught', @1); }", "try { $body } catch { log('caught'); } finally { log('finally'); }",
        "try { $body } finally { $body }", "try { throw $v; } catch (@1) { log(@1); }",
        "try { throw new TypeError($s); } catch ({ name: @1, message: @2 }) { log(@1, @2); }",
        "try { $v(); } catch (@1) { log(@1); }", "try { $o.missing.deep; } catch (@1) { log(@1); }",
        "try { $o.missing(); } catch (@1) { log(@1); }", "try { null[$k]; } catch (@1) { log(@1); }",
        "try { undefinedName; } catch (@1) { log(@1); }", "try { new $v(); } catch (@1) { log(@1); }",
        "try { const [@1] = $v; log(@1); } catch (@2) { log(@2); }",
        "try { const { a: { b: @1 } } = $v; log(@1); } catch (@2) { log(@2); }",
        "try { for (const @1 of $v) { tick(); log(@1); } } catch (@2) { log(@2); }", "try { log($v in $v); } catch (@1) { log(@1); }",
        "try { log($v instanceof $v); } catch (@1) { log(@1); }",
        "try { try { throw new Error('inner'); } finally { log('unwinding'); throw new Error('outer', { cause: $v }); } } catch (@1) { log(@1, @1.cause); }",
        "log((() => { for (const @1 of [1, 2]) { try { if (@1 === 2) return 'r' + @1; } finally { if (@1 === 1) continue; } } })());",
        "log((() => { @1: try { return $fv; } finally { break @1; } return 'after'; })());",
        "{ let @1 = 0; try { @1 = 1; null.x; } catch (@2) { @1 += 10; log(@2.message, @2 instanceof TypeError, @2.constructor.name); } log(@1); }",
        "if ($b && $b) throw new RangeError('loose ' + $s);", "if ($b && $b && $b) throw $v;",
        "try { Symbol() + ''; } catch (@1) { log(@1); }", "try { 1n + 1; } catch (@1) { log(@1); }",
        "try { BigInt(1.5); } catch (@1) { log(@1); }", "try { [].reduce($f); } catch (@1) { log(@1); }",
        "try { 'x'.repeat(-1); } catch (@1) { log(@1); }", "try { new Array(-1); } catch (@1) { log(@1); }",
        "try { (1).toFixed(101); } catch (@1) { log(@1); }",
        "try { JSON.parse($s); } catch (@1) { log(@1.name); }", "try { decodeURIComponent('%'); } catch (@1) { log(@1); }",
        "try { Object.defineProperty(Object.freeze({}), 'a', { value: 1 }); } catch (@1) { log(@1); }",
        "try { class @1 extends $v {} log(@1.name); } catch (@2) { log(@2); }", "try { $v.x = 1; } catch (@1) { log(@1); }",
        "try { $s.a.b; } catch (@1) { log(@1); }"
    ]
    static let iteration = [
        "{ const @1 = $j; log(@1.next(), @1.next(), [...@1]); }",
        "{ const @1 = (function* () { $gbody })(); log(@1.next($v), @1.next($v), @1.return($v), @1.next()); }",
        "{ const @1 = (function* () { $gbody })(); @1.next(); try { log(@1.throw(new Error('in'))); } catch (@2) { log(@2); } }",
        "{ const @1 = { *[Symbol.iterator]() { try { yield 1; yield 2; yield 3; } finally { log('cleanup'); } } }; for (const @2 of @1) { tick(); if (@2 === 2) break; } const [@3] = @1; log(@3, [...@1]); }",
        "{ const [@1, ...@2] = (function* () { $gbody })(); log(@1, @2); }", "log(Math.max(...$g));", "log(new Map($g));",
        "log(Object.fromEntries($g));",
        "{ let @1 = 0; const @2 = { [Symbol.iterator]() { return { next() { tick(); return { value: @1, done: @1++ > 2 }; }, return() { log('closed'); return {}; } }; } }; try { for (const @3 of @2) { $loop log(@3); } } finally { log(@1); } }",
        "{ function* @1(@2) { tick(); if (@2 > 0) { yield @2; yield* @1(@2 - 1); } return @2; } log([...@1(3)]); }",
        "{ function* @1() { const @2 = yield* (function* () { log(yield 1); return $fv; })(); log('got', @2); } const @3 = @1(); log(@3.next(), @3.next('in'), @3.next()); }",
        "{ const @1 = $a[Symbol.iterator](); @1.next(); log([...@1], @1.next(), Object.prototype.toString.call(@1)); }"
    ]
    static let proxies = [
        "{ const @1 = new Proxy($o, { get(@2, @3) { log('get', @3); return Reflect.get(...arguments); }, set(@2, @3, @4) { log('set', @3, @4); return Reflect.set(@2, @3, @4); }, has(@2, @3) { log('has', @3); return @3 in @2; } }); @1.a; @1.z = $v; log('a' in @1, @1.z); }",
        "{ const @1 = new Proxy($o, { deleteProperty(@2, @3) { log('delete', @3); return $fb; }, ownKeys(@2) { log('keys'); return Reflect.ownKeys(@2); }, getOwnPropertyDescriptor(@2, @3) { log('desc', @3); return Reflect.getOwnPropertyDescriptor(@2, @3); } }); delete @1.a; log(Object.keys(@1), { ...@1 }); for (const @5 in @1) { tick(); log(@5); } }",
        "{ const @1 = new Proxy($f, { apply(@2, @3, @4) { log('apply', @4); return Reflect.apply(@2, @3, @4); }, construct(@2, @3, @4) { log('construct'); return Reflect.construct(@2, @3); } }); log(@1($v), new @1($v)); }",
        "{ const @1 = new Proxy({}, { defineProperty(@2, @3, @4) { log('define', @3, @4); return Reflect.defineProperty(@2, @3, @4); }, getPrototypeOf() { return $fo; } }); @1.k = $v; Object.defineProperty(@1, 'j', { get() { return 1; } }); log(@1 instanceof Base, @1.k); }",
        "{ const { proxy: @1, revoke: @2 } = Proxy.revocable($o, {}); log(@1.a); @2(); log(typeof @1); @1.a; }",
        "{ const @1 = new Proxy($a, { get(@2, @3, @4) { if (@3 === 'length') return 2; return Reflect.get(@2, @3, @4); } }); log([...@1], @1.map($c), Array.prototype.concat.call([], @1)); }",
        "{ const @1 = new Proxy(class { static s = 1; }, { get: (@2, @3) => @3 === 's' ? $fv : @2[@3] }); log(@1.s, new @1()); }",
        "{ const @1 = Object.create(new Proxy({}, { get(@2, @3, @4) { return [String(@3), @4 === @1]; }, set(@2, @3, @4) { log('up', @3); return false; } })); log(@1.any); @1.x = $v; log(Object.keys(@1)); }",
        "{ const @1 = new Proxy({}, { getOwnPropertyDescriptor: () => $fo }); log(Object.getOwnPropertyDescriptor(@1, 'a')); }",
        "{ const @1 = new Proxy({}, { ownKeys: () => $fa }); log(Reflect.ownKeys(@1)); }",
        "{ const @1 = new Proxy(Object.freeze({ a: 1 }), { get: () => $fv }); log(@1.b, @1.a); }",
        "log(Reflect.apply($f, $v, $a), Reflect.getPrototypeOf($o) === Object.prototype);",
        "log(Reflect.get({ get x() { return this; } }, 'x', $v));",
        "{ const @1 = {}; log(Reflect.set({ set x(@2) { this.y = @2; } }, 'x', $v, @1), @1); }",
        "log(Reflect.construct(function () { this.t = new.target.name; }, [], $f));"
    ]
}
