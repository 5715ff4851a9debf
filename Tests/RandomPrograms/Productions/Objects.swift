extension Productions {
    static let objects = [
        "{}", "{ a: 1, b: 'two' }", "{ a: { b: { c: 3 } }, length: 2 }", "Object.create(null)",
        "{ 2: 'two', 1: 'one', b: 0, [-1]: 'minus' }", "{ __proto__: { inherited: 1 }, own: 2 }",
        "{ get a() { return 7; }, set a(v) { log('set', v); } }",
        "{ a: $v, b: $v }", "{ [$k]: $v, [$k]: $v }", "{ ...$o, c: $v }", "{ ...$v }", "{ x: $n, m(@1) { return [this.x, @1, $fv]; } }",
        "{ get a() { return $fv; }, set a(@1) { log('set', @1); } }", "{ valueOf() { return $fl; } }", "{ toString() { return $fs; } }",
        "{ [Symbol.toPrimitive](@1) { log(@1); return $fl; } }", "Object.create($o)", "Object.assign($o, $o)", "Object.fromEntries($m)",
        "Object.fromEntries($a)", "Object.freeze($o)", "Object.seal($o)", "Object.preventExtensions($o)",
        "Object.defineProperty($o, $k, { value: $v, enumerable: $b })",
        "Object.defineProperty($o, $k, { get() { return $fv; }, configurable: $b })",
        "Object.defineProperties($o, { p: { value: $v, writable: $b }, q: { get: $f } })", "Object.getOwnPropertyDescriptor($o, $k)",
        "Object.getOwnPropertyDescriptors($o)", "new Base($v)", "Base.make($v)",
        "new $f($v)", "Reflect.construct(Base, [$v], $f)", "Object.setPrototypeOf($o, $o)", "Object($l)", "new Error($s)",
        "new TypeError($s, { cause: $v })", "new AggregateError([$v], $s)", "new Proxy($o, {})",
        "new Proxy($o, { get(@1, @2, @3) { return @2 in @1 ? Reflect.get(@1, @2, @3) : String(@2); } })",
        "new Proxy($o, { has: () => $fb, ownKeys: () => ['a', 'b'] })", "JSON.parse('{\"a\":1,\"__proto__\":[],\"b\":{\"c\":\"d\"}}')",
        "Object.groupBy($a, $c)", "($o ?? {})", "$o.a", "$o[$k]", "$o?.a?.b", "Object.getPrototypeOf($v)", "$f.prototype",
        "globalThis.Array.prototype.constructor",
        "{ async *[Symbol.asyncIterator]() { $agbody } }", "{ *[Symbol.iterator]() { $gbody } }", "{ __proto__: $v, k: 1 }",
        "{ ['computed' + $s]: $v, 'quoted key': $v, 0.5: $v }", "{ a: $v, a: $v }"
    ]
    static let bindings = [
        "%n let @1 = $n;", "%s let @1 = $s;", "%a let @1 = $a;", "%o let @1 = $o;", "%v const @1 = $v;", "%m const @1 = $m;",
        "%t const @1 = $t;", "%z let @1 = $z;", "%v var @1 = $v;", "%j const @1 = $j;", "log($v);", "log($v);", "log($n, $s);",
        "log($a, $o);", "log($b);", "log($f);",
        "log($s.length, $n + $l);", "%v let { a: @1, ...@2 } = $o; log(@1, @2);",
        "%v let { [$k]: @1 = $v, b: { c: @2 } = {} } = $o; log(@1, @2);", "%v const [@1, , @2 = $v, ...@3] = $g; log(@1, @2, @3);",
        "%v let [@1, @2] = [$v, $v]; [@1, @2] = [@2, @1]; log(@1, @2);",
        "%v const [{ length: @1 }, { x: @2 } = { x: $v }] = [$v, $v]; log(@1, @2);",
        "{ const @1 = {}; [@1.a, @1['b'] = $v, ...@1.rest] = $g; log(@1); }",
        "{ const @1 = {}; ({ a: @1.x, [$k]: @1.y = $v, ...@1.z } = $o); log(@1); }", "{ let @1, @2; log({ a: @1 = $v, @2 } = $o, @1); }",
        "{ let $u = $v; }", "{ const $u = $o; }", "let @1 = $v; @1 += $v; log(@1);", "let @1 = $n; log(@1++, ++@1, @1--, -@1);",
        "let @1 = $v; @1 ??= $v; log(@1);", "let @1 = $v; log(@1 ||= $v, @1 &&= $v);", "let @1 = $z; @1 *= 2n; log(@1++, @1);",
        "let @1 = $n; @1 **= 2; @1 >>>= $i; @1 %= 7; log(@1);",
        "$o.a = $v;", "$o[$k] = $v;", "$o.a ??= $v;", "$o[$k] += $v;", "log($o.a?.b, $o?.[$k], $o.m?.($v));", "log(delete $o.a, $o);",
        "$f.extra = $v;", "log($o[$k]);", "log($v.a);", "log($v?.a.b);", "{ const @1 = $v; @1.k = $v; log(@1); }",
        "{ const @1 = $v; @1 = 2; }",
        "log(((@1) => @1 + '')($v));", "log($v + $v);", "log($v * $v, $v < $v);", "log($l + $l, $l == $l, $l < $l);", "log(`${$v}`);",
        "log([$v] + {}, [] + $a);", "log([$l, $l, $l].sort());"
    ]
    static let patterns = [
        "[a0]", "{ a: a1 }", "{ a: a2 = $v }", "[a3 = $v, ...a4]", "{ ...a5 }", "{ a: [a6] = [], b: { c: a7 } = {} }", "[, [a8] = [$v]]"
    ]
    static let accessors = [
        "{ const @1 = { _v: $v, get v() { log('get'); return this._v; }, set v(@2) { log('put', @2); this._v = @2; } }; @1.v += $n; log(@1.v, ({ ...@1 })); }",
        "{ const @1 = Object.create({ set k(@2) { log('inherited', @2); } }); @1.k = $v; log(Object.keys(@1)); }",
        "{ const @1 = Object.freeze([1, { a: 1 }]); try { @1.push($v); } catch (@2) { log(@2); } @1[1].a = $v; log(@1); }",
        "{ const @1 = {}; Object.defineProperty(@1, 'r', { value: $v }); try { @1.r = 2; } catch (@2) { log(@2); } log(@1.r, Object.getOwnPropertyDescriptor(@1, 'r')); }",
        "{ const @1 = {}; for (const @2 of [$k, $k, '10', '9', 'z']) @1[@2] = String(@2); log(Reflect.ownKeys(@1)); for (const @2 in @1) { tick(); log(@2); } }",
        "{ const @1 = { __proto__: { m() { return 'up'; } }, m() { return super.m() + $fs; } }; log(@1.m()); }",
        "{ const @1 = { valueOf: () => $fl, toString: () => $fl }; log(@1 + 1, `${@1}`, @1 * 2, @1 == 1); }",
        "{ const @1 = { a: 1, b: 2, c: 3 }; for (const @2 in @1) { tick(); delete @1.b; @1.d = 4; log(@2); } }",
        "{ const @1 = { [Symbol.toStringTag]: $s, [Symbol.hasInstance]: $f }; log(String(@1)); }",
        "log(Object.entries(Object.getOwnPropertyDescriptors($f)).map(([@1, @2]) => @1 + @2.writable));",
        "{ class @1 { static [Symbol.hasInstance](@2) { return $fv; } } log($v instanceof @1); }"
    ]
}
