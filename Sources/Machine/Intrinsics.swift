/// Objects that the language itself needs: blank at the start of a run, filled by the library.
public enum Intrinsic: Int, CaseIterable, Sendable {
    case objectPrototype, functionPrototype, arrayPrototype, stringPrototype, numberPrototype, booleanPrototype, symbolPrototype,
        bigintPrototype
    case errorPrototype, typeErrorPrototype, rangeErrorPrototype, referenceErrorPrototype, syntaxErrorPrototype, evalErrorPrototype,
        uriErrorPrototype, aggregateErrorPrototype
    case iteratorPrototype, asyncIteratorPrototype, arrayIteratorPrototype, generatorPrototype, asyncGeneratorPrototype,
        stringIteratorPrototype, regExpStringIteratorPrototype
    case generatorFunctionPrototype, asyncGeneratorFunctionPrototype, asyncFunctionPrototype
    case promisePrototype, regExpPrototype, datePrototype, mapPrototype, setPrototype, weakMapPrototype, weakSetPrototype, weakRefPrototype
    case arrayBufferPrototype, sharedArrayBufferPrototype, typedArrayPrototype, dataViewPrototype
    case int8Prototype, uint8Prototype, uint8ClampedPrototype, int16Prototype, uint16Prototype, int32Prototype, uint32Prototype,
        float32Prototype, float64Prototype, bigInt64Prototype, bigUint64Prototype, float16Prototype
    case promiseConstructor, arrayConstructor, throwTypeError
}

/// The language's own symbols.
public struct WellKnownSymbols {
    public let iterator, asyncIterator, hasInstance, toPrimitive, toStringTag, species, isConcatSpreadable, unscopables, match, matchAll,
        replace, search, split, dispose, asyncDispose: PropertyKey
    init() { self.init(nil) }
    init(_ keys: inout KeyTable) {
        var copy = keys
        self.init { copy.symbol("Symbol." + $0) }
        keys = copy
    }
    private init(_ make: ((String) -> PropertyKey)?) {
        let make = make ?? { _ in PropertyKey(raw: 0) }
        iterator = make("iterator"); asyncIterator = make("asyncIterator"); hasInstance = make("hasInstance");
        toPrimitive = make("toPrimitive")
        toStringTag = make("toStringTag"); species = make("species"); isConcatSpreadable = make("isConcatSpreadable");
        unscopables = make("unscopables")
        match = make("match"); matchAll = make("matchAll"); replace = make("replace"); search = make("search"); split = make("split")
        dispose = make("dispose"); asyncDispose = make("asyncDispose")
    }
}

/// Keys that the machine itself looks up.
struct CommonKeys {
    let length, prototype, constructor, name, message, stack, value, done, next, `return`, `throw`, get, set, toString, valueOf, then, raw,
        index, input, groups, cause, errors, proto, callee, writable, enumerable, configurable, lastIndex: PropertyKey
    init() { var keys = KeyTable(); self.init(&keys) }
    init(_ keys: inout KeyTable) {
        length = keys.key("length"); prototype = keys.key("prototype"); constructor = keys.key("constructor"); name = keys.key("name")
        message = keys.key("message"); stack = keys.key("stack"); value = keys.key("value"); done = keys.key("done");
        next = keys.key("next")
        `return` = keys.key("return"); `throw` = keys.key("throw"); get = keys.key("get"); set = keys.key("set");
        toString = keys.key("toString")
        valueOf = keys.key("valueOf"); then = keys.key("then"); raw = keys.key("raw"); index = keys.key("index"); input = keys.key("input")
        groups = keys.key("groups"); cause = keys.key("cause"); errors = keys.key("errors"); proto = keys.key("__proto__");
        callee = keys.key("callee")
        writable = keys.key("writable"); enumerable = keys.key("enumerable"); configurable = keys.key("configurable");
        lastIndex = keys.key("lastIndex")
    }
}

extension Machine {
    @inline(__always) public func intrinsic(_ which: Intrinsic) -> Handle { intrinsicHandles[which.rawValue] }
    public func setIntrinsic(_ which: Intrinsic, _ object: Handle) { intrinsicHandles[which.rawValue] = object }
    public var wellKnown: WellKnownSymbols { symbols }

    /// The prototype chain of the blank intrinsics; members come from the library.
    func makeIntrinsics() {
        let objectPrototype = allocateObject(.object, shape: shapes.root(prototype: 0))
        setIntrinsic(.objectPrototype, objectPrototype)
        setIntrinsic(.functionPrototype, makeObject(.function, prototype: objectPrototype))
        header(intrinsic(.functionPrototype)).pointee.kind = ObjectKind.object.rawValue
        for which in Intrinsic.allCases where intrinsicHandles[which.rawValue] == 0 || which.rawValue > 1 {
            let (kind, parent): (ObjectKind, Intrinsic) =
                switch which {
                case .arrayPrototype: (.array, .objectPrototype)
                case .stringPrototype: (.string, .objectPrototype)  // themselves a String, a Number, a Boolean
                case .numberPrototype: (.number, .objectPrototype)
                case .booleanPrototype: (.boolean, .objectPrototype)
                case .typeErrorPrototype, .rangeErrorPrototype, .referenceErrorPrototype, .syntaxErrorPrototype, .evalErrorPrototype,
                    .uriErrorPrototype, .aggregateErrorPrototype:
                    (.object, .errorPrototype)
                case .arrayIteratorPrototype, .stringIteratorPrototype, .regExpStringIteratorPrototype, .generatorPrototype:
                    (.object, .iteratorPrototype)
                case .asyncGeneratorPrototype: (.object, .asyncIteratorPrototype)
                case .generatorFunctionPrototype, .asyncGeneratorFunctionPrototype, .asyncFunctionPrototype: (.object, .functionPrototype)
                case .int8Prototype, .uint8Prototype, .uint8ClampedPrototype, .int16Prototype, .uint16Prototype, .int32Prototype,
                    .uint32Prototype, .float32Prototype, .float64Prototype, .bigInt64Prototype, .bigUint64Prototype, .float16Prototype:
                    (.object, .typedArrayPrototype)
                default: (.object, .objectPrototype)
                }
            if which == .objectPrototype || which == .functionPrototype { continue }
            setIntrinsic(which, makeObject(kind, prototype: intrinsic(parent), internals: kind == .array || kind == .object ? 0 : 1))
        }
        globalObject = makeObject(.object, prototype: objectPrototype)
    }
}

extension Machine {
    /// A fresh symbol.
    public func makeSymbol(_ description: String?) -> PropertyKey { keys.symbol(description) }
    public func symbolDescription(_ key: PropertyKey) -> String? { keys.description(key) }
}
