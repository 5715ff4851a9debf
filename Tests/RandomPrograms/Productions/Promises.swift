extension Productions {
    static let promises = [
        "Promise.resolve(1)", "Promise.reject(new Error('no'))", "new Promise(r => r('made'))", "(async () => 'async')()",
        "Promise.resolve($v)", "Promise.reject($v)", "$p.then($f)", "$p.then(@1 => $fv, @2 => $fv)", "$p.catch(@1 => $fv)",
        "$p.finally(() => log('finally'))", "new Promise((@1, @2) => { $fbody @1($fv); })", "new Promise((@1, @2) => { @2($fv); @1(1); })",
        "Promise.all([$p, $v])", "Promise.race([$p, $p])",
        "Promise.any([$p, $p])", "Promise.allSettled($a)", "(async () => { $abody return $fv; })()",
        "{ then(@1) { log('then'); @1($fv); } }", "Promise.resolve({ then(@1, @2) { @2($fv); } })", "Promise.try($f, $v)", "Promise.all($g)"
    ]
    static let asynchronous = [
        "$p.then(@1 => log('then', @1), @2 => log('error', @2));",
        "$p.then(@1 => { $fbody return $fv; }).then(log, @2 => log('late', @2));", "$p.catch(@1 => log(@1)).finally(() => log('finally'));",
        "(async () => { $abody })().then(log, @1 => log('rejected', @1));",
        "(async () => { for await (const @1 of $fg) { tick(); log(@1); } })().catch(@1 => log(@1));",
        "Promise.resolve().then(() => log('micro'));",
        "{ const @1 = (async function* () { $agbody })(); @1.next().then(log, log); @1.next().then(log, log); @1.return($v).then(log, log); }",
        "Promise.all([$p, $p, $v]).then(log, @1 => log('all', @1));", "Promise.any([$p, $p]).then(log, @1 => log(@1.name, @1.errors));",
        "(async () => { try { log(await $fp); } catch (@1) { log('caught', @1); } finally { log('end'); } })();",
        "{ let @1; const @2 = new Promise(@3 => { @1 = @3; }); @2.then(log); @1($v); log('resolved'); }",
        "Promise.resolve().then(() => log(1)).then(() => log(2)); Promise.resolve().then(() => log(3)).then(() => log(4));",
        "(async () => { log('a'); await $fv; log('b'); })(); (async () => { log('c'); await undefined; log('d'); })();",
        "{ const @1 = Promise.withResolvers(); @1.promise.then(log, log); @1.reject($v); }",
        "{ class @1 extends Promise { static get [Symbol.species]() { log('species'); return Promise; } } log(new @1(@2 => @2($fv)).then(() => 1) instanceof @1); }",
        "(async () => { const @1 = await Promise.all([1, 2].map(async @2 => { await null; return @2 * $fn; })); log(@1); })().catch(@3 => log(@3));",
        "(async function () { for (const @1 of $fa) { tick(); await @1; log(@1); } })().catch(@2 => log('stopped', @2));",
        "Promise.reject($v).catch(@1 => @1).then(log);",
        "{ const @1 = { async *[Symbol.asyncIterator]() { try { yield 1; yield $fp; } finally { log('async closed'); } } }; (async () => { for await (const @2 of @1) { tick(); log(@2); if ($fb) break; } })().catch(log); }"
    ]
}
