import Testing

/// Modules of Node as programs use them; each row as Node 20 answers.
@Suite struct BuiltinModuleTests {
    private static let emitters = """
        import { EventEmitter } from 'node:events'
        const log = [], emitter = new (class extends EventEmitter {})(), first = (x) => log.push('f' + x)
        emitter.on('x', first)
        emitter.once('x', (x) => log.push('o' + x))
        emitter.prependListener('x', (x) => log.push('p' + x))
        emitter.emit('x', 1)
        emitter.off('x', first)
        emitter.emit('x', 2)
        for (const listener of emitter.listeners('x')) log.push(typeof listener)
        log.push(emitter.listenerCount('y'), emitter.eventNames().join())
        emitter.removeAllListeners()
        log.push(emitter.emit('x'))
        try { emitter.emit('error', new RangeError('e')) } catch (error) { log.push(error.name) }
        function Old() { EventEmitter.call(this) }
        Object.setPrototypeOf(Old.prototype, EventEmitter.prototype)
        const old = new Old()
        old.on('z', () => log.push('z'))
        old.emit('z')
        if (log.join(' ') !== 'p1 f1 o1 p2 function 0 x false RangeError z') throw new Error(log.join(' '))
        """
    private static let promisified = """
        import { promisify } from 'node:util'
        import { stat } from 'node:fs'
        const log = [], twice = promisify((value, done) => done(null, value * 2)), late = promisify(setTimeout), seen = promisify(stat)
        log.push(await twice(4))
        await late(5)
        try { await promisify((done) => done(new TypeError('t')))() } catch (error) { log.push(error.message) }
        try { promisify(1) } catch (error) { log.push(error.code) }
        if (log.join(' ') !== '8 t ERR_INVALID_ARG_TYPE') throw new Error(log.join(' '))
        if ((await seen('/x')).isDirectory()) log.push('a folder')
        """

    @Test(arguments: [emitters, promisified]) func theyAnswerAsNodeDoes(source: String) throws {
        for runtime in ["node@20/esm", "node@24/esm"] {
            #expect(try EvaluatedProgram(["main.mjs": source], entry: "main.mjs", runtime: runtime).outcome == "works")
        }
    }
}
