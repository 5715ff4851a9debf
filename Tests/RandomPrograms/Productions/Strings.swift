extension Productions {
    static let keys = [
        "'a'", "'b'", "'c'", "'x'", "'length'", "'0'", "'1'", "'name'", "'constructor'", "'toString'", "'__proto__'", "'missing'",
        "Symbol.for('shared')", "Symbol.toStringTag", "2", "-1", "1.5", "$s", "$y"
    ]
    static let strings = [
        "''", "'a'", "'b'", "'abc'", "'Hello, World'", "'aXbXc'", "'12'", "'0x1F'", "'  padded\\t'", "'é\\u0301'", "'\\u{1F600}x'",
        "'\\uD83D'", "'a,b,,c'", "'ß'", "'İ'", "'line\\nline'", "'2024-02-30'", "'{\"a\":[1,2]}'", "'$&'", "'-1.5e3'",
        "($s + $s)", "($s + $l)", "($n + $s)", "`${$s}-${$n}`", "`${$l}`", "`a${$v}b`", "String($v)", "String($l)", "$s.slice($i, $i)",
        "$s.substring($i, $i)", "$s.substr($i, $i)", "$s.at($i)", "$s.charAt($i)", "$s[$i]", "$s.toUpperCase()",
        "$s.toLowerCase()", "$s.trim()", "$s.trimStart()", "$s.trimEnd()", "$s.padStart($i, $s)", "$s.padEnd(8, $s)", "$s.repeat(2)",
        "$s.repeat($i)", "$s.concat($l, $n)", "$s.replace($s, $s)", "$s.replaceAll($s, '[$&]')", "$s.replace($x, $s)",
        "$s.replace($x, '<$1$&$`>')", "$s.replaceAll(/[a-c]/g, $f)", "$s.replace($x, (@1, ...@2) => @1 + @2.length)", "$s.normalize('NFC')",
        "$s.normalize('NFD')", "$s.toWellFormed()", "$s.split($s).join($s)", "$s.split('').reverse().join('')",
        "$a.join($s)", "$a.join()", "$a.toString()", "$n.toString()", "($n).toString(2 + Math.abs($i % 9))", "($n).toFixed(2)",
        "($n).toFixed($i)", "($n).toPrecision(3)", "($n).toExponential(2)", "($n).toExponential()", "($n).toString(16)",
        "JSON.stringify($v)", "JSON.stringify($o)", "JSON.stringify($a, null, 2)", "JSON.stringify($o, ['a', 'b'], '--')",
        "JSON.stringify($a, (@1, @2) => typeof @2 === 'number' ? @2 + 1 : @2)", "typeof $v", "Object.prototype.toString.call($v)",
        "$z.toString()", "$z.toString(16)", "$e.toISOString()", "$e.toJSON()", "$y.toString()", "$y.description", "encodeURIComponent($s)",
        "decodeURIComponent($s)", "encodeURI($s)", "escape($s)", "unescape($s)", "String.raw`a\\n${$n}`",
        "tag`x${$v}y\\n${$v}`", "String.fromCharCode($n, $n)", "String.fromCodePoint(Math.abs($i) & 0xffff)", "$f.name", "$x.source",
        "$x.flags", "String($x)", "$s.match($x)?.[0]", "$s?.[$i]", "($b ? $s : $s)", "($s || $s)", "($s && $s)",
        "[...$s].reverse().join('|')", "$x.exec($s)?.groups?.g", "$f($s)", "$t.join($s)", "$t.toString()", "($s ?? 'none')",
        "String(Object($v))", "Symbol.keyFor($y)", "new Base($v).toString()", "Reflect.apply($f, $v, $a)"
    ]
    static let regexps = [
        "/a/", "/[a-c]+/g", "/(\\w)(\\d)?/", "/^\\s*|\\s*$/g", "/b/gi", "/(?<g>[a-z]+)/i", "/./su", "/\\u{1F600}/u", "/(?:)/g", "/X|,/g",
        "/(a)|(b)/y", "/\\bl/gm", "/(?<=a)./g", "/(?!a)\\w/", "/(.)\\1/", "/[^]*?c/", "/\\p{L}+/gu", "/a{2,}?/", "/-?\\d+(?:\\.\\d+)?/g",
        "/^.{0,3}$/m", "/(?<g>.)(?<h>.)?/d", "/[\\p{Lu}--[A-F]]/v",
        "new RegExp($s, 'g')", "new RegExp($x)", "RegExp($x, 'i')", "new RegExp($s)"
    ]
}
