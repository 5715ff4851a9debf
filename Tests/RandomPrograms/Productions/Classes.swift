extension Productions {
    static let classes = [
        "%f class @1 { #p = $fv; f = $fv; static s = $fv; constructor(@2) { this.c = @2; } get p() { return this.#p; } set p(@3) { this.#p = @3; } static has(@3) { return #p in @3; } m() { $fbody return this.#p; } }",
        "%f class @1 extends Base { y = this.x; constructor(...@2) { super(...@2); log(this.y); } bump() { return super.bump() + 10; } get count() { return super.count * 2; } }",
        "%f class @1 { static #n = 0; static { this.init = $fv; log('static', this.name); } static next() { return ++@1.#n; } [$k] = $fv; static [$k]() { return $fv; } }",
        "%f const @1 = class Inner { static self = Inner; #m() { return $fv; } call() { return this.#m(); } static get [$k]() { return $fv; } };",
        "%f class @1 { *[Symbol.iterator]() { $gbody } async load(@2) { $abody } static async *stream() { $agbody } }",
        "%f class @1 extends $f { constructor(@2) { super(@2); this.own = $fv; } }",
        "%f class @1 extends Array { sum() { return this.reduce((@2, @3) => @2 + @3, 0); } }",
        "%f class @1 extends Error { constructor(@2) { super(@2); this.name = 'Custom'; } }",
        "%f class @1 extends (class { hello() { return $fv; } }) { hello() { return [super.hello()]; } }",
        "%f class @1 extends null { static m() { return $fv; } }", "%f class @1 extends Map { get(@2) { return super.get(@2) ?? $fv; } }",
        "{ class @1 { a = 1; b = this.a + 1; ['c'] = () => this.b; } const @2 = new @1(); log(@2, @2.c()); }",
        "{ class @1 { #x = $fv; static read(@2) { return @2.#x; } } log(@1.read(new @1())); log(@1.read({})); }",
        "{ class @1 { constructor() { return $fv; } } log(new @1()); class @2 extends @1 { f = 1; } log(new @2()); }",
        "{ class @1 { static a = 1; static b = this.a + 1; static c = () => this.b; } log(@1.c(), Object.getOwnPropertyNames(@1)); }",
        "{ class @1 extends Base { constructor() { try { this.x; } catch (@2) { log(@2); } super($fv); } } log(new @1()); }",
        "{ class @1 { } log(typeof @1, @1.name, @1.length, @1.prototype.constructor === @1); @1(); }",
        "{ class @1 { accessor_ = 1; static 'quoted name' = 2; 5 = 'five'; get; set; static; async; } log(new @1(), @1['quoted name']); }",
        "{ const @1 = (@2) => class extends @2 { mixed() { return $fv; } }; log(new (@1(Base))($v).mixed()); }",
        "{ class @1 { #a = 1; #b() { return this.#a; } get #c() { return this.#b(); } set #c(@2) { this.#a = @2; } go() { this.#c += $fn; return this.#c; } } log(new @1().go()); }",
        "log(new Base($v).bump(), Base.make.call($f, $v));",
        "{ const @1 = new Base($v); @1.count = $v; log(@1.count, @1.bump(), Object.keys(@1)); }",
        "{ let @1 = 0; class @2 { [(@1++, 'k' + @1)] = @1++; static [(@1++, 's' + @1)] = @1++; } log(@1, new @2(), Object.keys(@2)); }"
    ]
}
