/// What every program begins with: a log that shows any value as text the same way everywhere, and the fuel that ends every program.
enum Prelude {
    static let text = #"""
        let fuel = 400;
        const tick = () => { if (--fuel < 0) throw new RangeError('out of fuel'); };
        const keysOf = Reflect.ownKeys, describe = Reflect.getOwnPropertyDescriptor, quote = JSON.stringify, tagOf = Object.prototype.toString, isArray = Array.isArray, parent = Object.getPrototypeOf;
        const show = (v, depth) => {
          switch (typeof v) {
            case 'string': return v.length > 300 ? quote(v.slice(0, 300)) + '…' + v.length : quote(v);
            case 'number': return Object.is(v, -0) ? '-0' : String(v);
            case 'bigint': return v + 'n';
            case 'symbol': return v.toString();
            case 'function': return depth < 2 ? "function " + describe(v, 'name')?.value : '';
            case 'object': if (v === null) return 'null'; break;
            default: return String(v);
          }
          if (depth > 3) return '…';
          if (v instanceof Error) return v.name + ': ' + v.message + ('cause' in v ? ' because ' + print.show(v.cause, depth + 1, show) : '');
          let text = isArray(v) ? '[' : tagOf.call(v) + '{', shown = 0;
          if (v instanceof Map) for (const [k, x] of v) text += print.show(k, depth + 1, show) + '=>' + print.show(x, depth + 1, show) + ', ';
          if (v instanceof Set) for (const x of v) text += print.show(x, depth + 1, show) + ', ';
          if (v instanceof Date || v instanceof RegExp) text += String(v instanceof Date ? v.getTime() : v) + ' ';
          for (const key of keysOf(v)) {
            if (++shown > 24) { text += '…'; break; }
            const d = describe(v, key);
            if (d === undefined) continue;
            text += (isArray(v) && key === 'length' ? '' : (d.enumerable ? '' : '!') + (d.writable === false ? '=' : '') + String(key) + ': ') + ('value' in d ? print.show(d.value, depth + 1, show) : (d.get ? 'get ' : '') + (d.set ? 'set' : '')) + ', ';
          }
          return text + (isArray(v) ? ']' : '}');
        };
        const safely = (v, depth) => { try { return show(v, depth); } catch (e) { return 'cannot show: ' + (e instanceof Error ? e.name + ': ' + e.message : typeof e); } };
        const log = (...values) => { for (const v of values) print(v, safely); };
        const section = f => { fuel = 400; try { log('section', f()); } catch (e) { log('error', e); } };
        const attempt = f => { try { return f(); } catch (e) { log('failed', e); } };
        const sized = v => typeof v === 'number' && v > 64 ? 64 : v;
        class Base { #count = 0; name = 'base'; constructor(x) { this.x = x; } bump() { return ++this.#count; } get count() { return this.#count; } set count(v) { this.#count = v; } static make(x) { return new this(x); } toString() { return `Base(${String(this.x)})`; } }
        const tag = (strings, ...values) => strings.raw.join('|') + values.map(v => typeof v).join('|') + strings.length;

        """#
}
