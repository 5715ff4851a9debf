extension Productions {
    static let arrays = [
        "[]", "[1, 2, 3]", "[3, 1, 2]", "['b', 'a', 'c']", "[1, , 3]", "[[1], [2, [3]]]", "new Array(3)", "[undefined, null, NaN]",
        "[10, 9, 1]",
        "[$v, $v]", "[$n, $n, $n]", "[...$g]", "[...$a, $v]", "[$s, ...$s]", "Array.from($g)", "Array.from($g, $c)",
        "Array.from({ length: 3 }, (@1, @2) => @2 * 2)", "Array.from($o)", "Array.of($v, $v)", "$a.map($c)", "$a.filter($c)",
        "$a.flatMap($c)", "$a.slice($i, $i)", "$a.concat($v)", "$a.concat($a, $a)", "$a.reverse()", "$a.sort()",
        "$a.sort((@1, @2) => @1 - @2)", "$a.toSorted()", "$a.toReversed()", "$a.toSpliced($i, 1, $v)", "$a.with($i, $v)",
        "$a.splice($i, $i)",
        "$a.splice($i, 1, $v, $v)", "$a.fill($v, $i)", "$a.flat()", "$a.flat($i)", "$a.copyWithin($i, $i)", "Object.keys($v)",
        "Object.values($o)", "Object.entries($o)", "Object.entries($a)", "Reflect.ownKeys($o)", "Reflect.ownKeys($f)",
        "Object.getOwnPropertyNames($s)", "$s.split($s)", "$s.split($x)", "$s.split($s, $i)", "$s.match($x)", "[...$s.matchAll($x)]",
        "$x.exec($s)", "[...$m]", "[...$m.keys()]", "[...$w]", "[...$a.entries()]", "[...$a.keys()]", "Array.from($t)",
        "[...$t]", "($b ? $a : $a)", "$f(...$a)", "JSON.parse($s)", "JSON.parse('[1,{\"a\":null},\"x\"]', $f)",
        "Array.prototype.slice.call($v)", "Array.prototype.map.call($s, $c)", "[].concat(...$a)", "$j.toArray()"
    ]
    static let callbacks = [
        "x => x", "(x, i) => i", "x => typeof x", "function (x) { return this === undefined }",
        "@1 => $fv", "(@1, @2) => @1 + @2", "@1 => @1 > $fn", "@1 => [@1, $fv]", "(@1) => { tick(); return $fv; }", "$f",
        "(@1, @2, @3) => @3.length + @2", "({ length: @1 = 5, a: @2 } = {}) => @2 ?? @1", "function (@1) { return $fv; }", "Number",
        "String", "Boolean"
    ]
    static let maps = [
        "new Map()", "new Map([['a', 1], ['b', 2]])", "new Map([[NaN, 'nan'], [-0, 'zero']])", "new Map([[$v, $v], [$v, $v]])",
        "new Map(Object.entries($o))", "$m.set($v, $v)", "new Map($m)", "new Map($a)", "new Map($a.entries())", "Map.groupBy($a, $c)"
    ]
    static let sets = [
        "new Set()", "new Set([1, 2, 2, 3])", "new Set('hello')", "new Set($g)", "$w.add($v)", "new Set($a)", "new Set([$v, $v])",
        "$w.union($w)", "$w.intersection($w)", "$w.difference($w)", "$w.symmetricDifference($m)"
    ]
    static let typedArrays = [
        "new Uint8Array(4)", "new Int16Array([1, -2, 3])", "new Float64Array([0.5, NaN, -0])", "new Uint8ClampedArray([300, -5, 1.5, 2.5])",
        "new BigInt64Array(2)", "new Float32Array([1.1, 2.2])", "new Uint32Array([1, 2, 3, 4, 5])",
        "new Uint8Array(sized($a))", "new Int8Array([$n, $n, $n])", "Uint8Array.from($g)", "Uint16Array.from($a, $c)",
        "Int32Array.of($n, $n)", "$t.slice($i, $i)", "$t.subarray($i, $i)", "$t.map($c)", "$t.filter($c)", "$t.fill($n, $i)",
        "$t.reverse()",
        "$t.sort()", "$t.toSorted()", "$t.with($i, $n)", "new Uint8Array(sized($t))", "new Uint8Array($t.buffer)",
        "new Float32Array(sized($t))", "new Uint16Array($t.buffer, $i)", "$t.copyWithin($i, $i)",
        "new Uint8Array(new ArrayBuffer(8), $i, $i)",
        "new Uint8Array($d.buffer)", "new Uint8Array($t.buffer.slice($i, $i))", "new BigUint64Array([$z, $z])"
    ]
    static let views = [
        "new DataView(new ArrayBuffer(16))", "new DataView(new Uint8Array([1, 2, 3, 4, 128, 255, 7, 8]).buffer)", "new DataView($t.buffer)",
        "new DataView($t.buffer, $i)", "new DataView(new ArrayBuffer(16), 2, $i)"
    ]
    static let iterables = [
        "[1, 2, 3]", "'héllo'", "$a", "$s", "$m", "$w", "$t", "$a.values()", "$m.entries()", "$w.values()", "[$n, $n]",
        "(function* () { $gbody })()", "{ [Symbol.iterator]: () => $fj }", "$j", "$v"
    ].map { $0.replacing("[$n, $n]", with: "[$n, $n]") }
    static let iterators = [
        "[1, 2, 3].values()", "'ab'[Symbol.iterator]()", "new Map([[1, 2]]).entries()", "$a[Symbol.iterator]()", "$m.values()",
        "$w.entries()", "$s.matchAll(/./g)", "(function* () { $gbody })()", "(function* () { yield* $fg; return $fv; })()",
        "{ n: 0, next() { tick(); return { done: this.n++ > 2, value: this.n }; }, return(@1) { log('return', @1); return {}; }, [Symbol.iterator]() { return this; } }",
        "$j.map($c)", "$j.filter($c)", "$j.take($i)", "$j.drop($i)", "$j.flatMap($c)", "Iterator.from($j)"
    ]
    static let collectionStatements = [
        "$a[$i] = $v;", "$a.length = Math.abs($i) & 7;", "$a.forEach((@1, @2) => { tick(); log(@1, @2); });",
        "$m.forEach((@1, @2) => log(@2, @1));", "$t[$i] = $n;", "$t.set($a, $i);", "$t.set($t);", "$d.setInt16($i, $n);",
        "$d.setFloat32($i, $n, $b);",
        "$d.setUint8(1, $n); log($d);", "log($m.get($v), $m);", "$m.set($v, $v).delete($v);", "$w.clear();", "log($t);",
        "for (const @1 of $m.keys()) { tick(); $m.delete(@1); }",
        "const @1 = new WeakMap(), @2 = {}; @1.set(@2, $v); log(@1.get(@2), @1.has({}));",
        "{ const @1 = [5, 1, 4]; @1.sort(function () { tick(); return $fn; }); log(@1); }",
        "{ const @1 = new Set([1, 2, 3]); for (const @2 of @1) { tick(); if (@2 < 6) @1.add(@2 + 3); @1.delete(@2 - 1); } log(@1); }",
        "{ const @1 = $x; log(@1.lastIndex = $i, @1.exec($s), @1.lastIndex, @1.test($s)); }",
        "log(JSON.stringify({ a: $v, b: [$v], toJSON: undefined }));", "log(JSON.stringify({ toJSON(@1) { return [@1, $fv]; } }));",
        "{ const @1 = new Proxy([1, 2, 3], {}); log(Array.isArray(@1), @1.concat($a), JSON.stringify(@1), @1.length); }",
        "{ const @1 = [1, 2, 3, 4]; const @2 = @1.map((@3, @4) => { if (@4 === 1) @1.length = 2; return @3; }); log(@2); }"
    ]
}
