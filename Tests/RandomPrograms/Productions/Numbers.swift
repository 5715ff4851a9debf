extension Productions {
    static let integers = ["0", "1", "2", "3", "4", "5", "-1", "-2", "7", "1.5", "NaN", "undefined", "($n % 9)", "($n % 4)"]
    static let numbers = [
        "0", "1", "-1", "-0", "2", "3.5", "0.1", "42", "1e21", "1.5e-7", "NaN", "Infinity", "-Infinity", "255", "65536", "4294967295",
        "2147483648", "-2147483649", "0x1F", "0b101", "0o17", "1_000", "9007199254740993",
        "1.7976931348623157e308", "5e-324", "123456789.123", "0.000001", "1e-7", "-1.5", "2.5",
        "($n + $n)", "($n - $n)", "($n * $n)", "($n / $n)", "($n % $n)", "($n ** $i)", "($n | $n)", "($n & $n)", "($n ^ $n)", "(~$n)",
        "($n << $n)", "($n >> $n)", "($n >>> $n)", "(-$n)", "(+$l)", "(+$v)",
        "($b ? $n : $n)", "($n ?? $n)", "($n, $n)", "Math.max($n, $n)", "Math.min($n, $n, $n)", "Math.round($n)", "Math.floor($n)",
        "Math.ceil($n)", "Math.trunc($n)", "Math.sign($n)", "Math.abs($n)", "Math.sqrt($n)",
        "Math.hypot($n, $n)", "Math.fround($n)", "Math.imul($n, $n)", "Math.clz32($n)", "Math.pow($n, $i)", "Math.log2(8)", "Math.cbrt(27)",
        "Math.atan2(0, $n)", "Number($l)", "Number($s)", "Number($v)", "parseInt($s)", "parseInt($s, $i)",
        "parseInt($v, 16)", "parseFloat($s)", "$s.length", "$a.length", "$s.indexOf($s)", "$s.lastIndexOf($s, $i)", "$s.charCodeAt($i)",
        "$s.codePointAt($i)", "$s.search($x)", "$a.indexOf($v)", "$a.lastIndexOf($v)",
        "$a.findIndex($c)", "$a.findLastIndex($c)", "$a.push($v, $v)", "$a.unshift($v)", "$a.reduce((@1, @2, @3) => @1 + @3, $n)",
        "$a.reduceRight((@1, @2) => @1 + 1, 0)", "$m.size", "$w.size", "$t.length", "$t[$i]", "$t.byteLength",
        "$t.at($i)", "$t.indexOf($n)", "$d.getInt16($i)", "$d.getUint32($i, true)", "$d.getFloat32($i, $b)", "$d.getInt8($i)",
        "$d.getFloat64(0)", "$f($v)", "$f($n, $n)", "$f.length", "$e.getTime()", "$e.getUTCDay()", "$e.getUTCMonth()",
        "$e.valueOf()", "Date.UTC($n, $i, $i)", "+$e", "Number($z)", "$x.lastIndex", "Number.parseFloat($s)", "(fuel % 7)",
        "new Number($n).valueOf()", "Object.keys($o).length"
    ]
    static let bigints = [
        "0n", "1n", "-1n", "10n", "255n", "12345678901234567890n", "-(2n ** 64n)", "0x1Fn", "2n ** 63n",
        "($z + $z)", "($z - $z)", "($z * 3n)", "($z / $z)", "($z % $z)", "($z & $z)", "($z | $z)", "($z ^ $z)", "(~$z)", "(-$z)",
        "($z << 3n)", "($z >> 2n)", "BigInt($i)", "BigInt($n)", "BigInt($s)", "BigInt($l)", "BigInt.asUintN(8, $z)",
        "BigInt.asIntN(16, $z)", "BigInt.asUintN(64, $z)", "($z + $n)", "($z ?? 1n)", "($b ? $z : 2n)", "(7n ** BigInt($i))"
    ]
    static let booleans = [
        "true", "false",
        "($n < $n)", "($n <= $l)", "($s > $s)", "($l >= $l)", "($l == $l)", "($v == $v)", "($v === $v)", "($n != $z)", "($v !== $v)",
        "($z < $n)", "($z == $n)", "(!$v)", "(!!$v)", "($b && $b)", "($b || $b)", "($v instanceof $f)",
        "($v instanceof Object)", "($k in $o)", "($i in $a)", "Array.isArray($v)", "Number.isInteger($n)", "Number.isSafeInteger($n)",
        "isNaN($l)", "Number.isNaN($v)", "isFinite($l)", "Object.is($l, $l)", "$s.includes($s)", "$s.startsWith($s)",
        "$s.endsWith($s, $i)", "$a.includes($v)", "$a.some($c)", "$a.every($c)", "$x.test($s)", "$m.has($v)", "$m.delete($v)", "$w.has($v)",
        "Object.isFrozen($v)", "Object.isSealed($o)", "Object.isExtensible($v)", "Reflect.has($o, $k)",
        "Reflect.set($o, $k, $v)", "Reflect.set($a, 'length', $i & 7)", "Reflect.deleteProperty($o, $k)",
        "Reflect.defineProperty($o, $k, { value: $v, configurable: $b })", "Object.hasOwn($o, $k)", "$o.hasOwnProperty($k)",
        "$o.propertyIsEnumerable($k)", "Object.prototype.isPrototypeOf.call($o, $o)", "(delete $o[$k])", "$t.includes($n)",
        "(typeof $v === 'object')", "$s.isWellFormed()", "($y in $o)", "Symbol.iterator in Object($v)", "Boolean($v)"
    ]
    static let symbols = [
        "Symbol('a')", "Symbol.iterator", "Symbol.for('shared')", "Symbol()", "Symbol($s)", "Symbol.for($s)", "Object($y).valueOf()"
    ]
    static let dates = [
        "new Date(0)", "new Date(1e12)", "new Date(NaN)", "new Date($n)", "new Date($e)", "new Date(Date.UTC(2024, $i, $i, 5, 6, 7, 8))",
        "new Date('2024-02-29T12:34:56Z')", "new Date('2020-01-01')"
    ]
    static let primitives = [
        "undefined", "null", "true", "false", "''", "'0'", "' 12 '", "'1e3'", "'abc'", "NaN", "-0", "0", "1", "1n", "'0x10'", "'-Infinity'",
        "'\\n'", "'1_0'", "'0b11'", "'.5'", "'5.'", "'+1'", "'1n'",
        "$n", "$s", "$z", "$y", "(void $v)", "(typeof $v)"
    ]
}
