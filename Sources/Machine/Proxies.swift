/// Proxies: each internal method asks the handler's trap, else the target. Invariants are checked where glue could tell.
extension Machine {
    public func makeProxy(target: Handle, handler: Handle) -> Handle {
        let h = makeObject(.proxy, prototype: 0, internals: 3)
        setInternalValue(h, 0, .object(target)); setInternalValue(h, 1, .object(handler));
        setInternalValue(h, 2, .boolean(isCallable(.object(target))))
        setFlag(h, .exotic)
        return h
    }
    public func revokeProxy(_ proxy: Handle) { setInternalValue(proxy, 0, .null); setInternalValue(proxy, 1, .null) }
    public func proxyTarget(_ proxy: Handle) -> Value { internalValue(proxy, 0) }

    private func trap(_ proxy: Handle, _ name: String) throws(Abrupt) -> (target: Handle, trap: Value, handler: Value) {
        // proxies of proxies, and prototypes that are proxies, lead here again without any call
        guard proxyDepth < Machine.maximumProxyDepth else { throw .stopped(.unmodelled("proxies that lead to proxies without end")) }
        try charge(1)
        let handler = internalValue(proxy, 1), target = internalValue(proxy, 0)
        guard handler.isObject, target.isObject else { throw typeError("Cannot perform '\(name)' on a proxy that has been revoked") }
        let method = try get(handler, name)
        if method.isUncertain { throw .unknown(reason(of: method)) }
        if !method.isNullish, !isCallable(method) {
            guard name == "apply" || name == "construct" else { throw notAMethod(method, name, of: handler) }
            guard runningCallee().map({ Value.identical($0, .object(proxy)) }) == true else {
                throw errorOfUnknownText(.typeErrorPrototype)
            }
            throw languageError(.notAFunction(printed: "", isConstructor: false))
        }
        return (target.handle, method, handler)
    }
    /// The proxy's target where the handler surely has no trap of that name: the engine then words errors for the target.
    public func targetBehind(_ proxy: Handle, without trap: String) -> Handle? {
        let handler = internalValue(proxy, 1), target = internalValue(proxy, 0)
        guard handler.isObject, target.isObject, kind(handler.handle) != .proxy, let method = try? get(handler, trap), method.isNullish
        else { return nil }
        return target.handle
    }
    func certain(_ value: Value) throws(Abrupt) -> Bool {
        guard let t = truthiness(value) else { throw .unknown(reason(of: value)) }
        return t
    }
    func proxyGet(_ proxy: Handle, _ key: PropertyKey, receiver: Value) throws(Abrupt) -> Value {
        let t = try trap(proxy, "get")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try get(t.target, key, receiver: receiver) }
        let result = try call(t.trap, t.handler, [.object(t.target), value(of: key), receiver])
        if let own = try ownDescriptor(t.target, key), own.configurable == false {
            if own.isAccessor, own.getter?.isUndefined != false, !result.isUndefined {
                throw invariant(
                    "get",
                    "property '\(shownKey(key))' is a non-configurable accessor property on the proxy target and does not have a getter function, but the trap did not return 'undefined' (got '\(describe(result))')"
                )
            }
            if !own.isAccessor, own.writable == false, let actual = own.value, !sameValue(actual, result) {
                throw invariant(
                    "get",
                    "property '\(shownKey(key))' is a read-only and non-configurable data property on the proxy target but the proxy did not return its actual value (expected '\(describe(actual))' but got '\(describe(result))')"
                )
            }
        }
        return result
    }
    func proxySet(_ proxy: Handle, _ key: PropertyKey, _ value: Value, receiver: Value) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "set")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try set(t.target, key, value, receiver: receiver) }
        guard try certain(call(t.trap, t.handler, [.object(t.target), self.value(of: key), value, receiver])) else { return false }
        if let own = try ownDescriptor(t.target, key), own.configurable == false {
            if own.isAccessor, own.setter?.isUndefined != false { throw errorOfUnknownText(.typeErrorPrototype) }
            if !own.isAccessor, own.writable == false, let actual = own.value, !sameValue(actual, value) {
                throw invariant(
                    "set",
                    "trap returned truish for property '\(shownKey(key))' which exists in the proxy target as a non-configurable and non-writable data property with a different value"
                )
            }
        }
        return true
    }
    func proxyHas(_ proxy: Handle, _ key: PropertyKey) throws(Abrupt) -> Value {
        let t = try trap(proxy, "has")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try hasProperty(t.target, key) }
        if try certain(call(t.trap, t.handler, [.object(t.target), value(of: key)])) { return .true }
        if let own = try ownDescriptor(t.target, key) {
            if own.configurable == false {
                throw invariant(
                    "has", "trap returned falsish for property '\(shownKey(key))' which exists in the proxy target as non-configurable")
            }
            if try !isExtensibleNow(t.target) {
                throw invariant("has", "trap returned falsish for property '\(shownKey(key))' but the proxy target is not extensible")
            }
        }
        return .false
    }
    func proxyDelete(_ proxy: Handle, _ key: PropertyKey) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "deleteProperty")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try delete(t.target, key) }
        guard try certain(call(t.trap, t.handler, [.object(t.target), value(of: key)])) else { return false }
        if let own = try ownDescriptor(t.target, key) {
            if own.configurable == false {
                throw invariant(
                    "deleteProperty", "trap returned truish for property '\(shownKey(key))' which is non-configurable in the proxy target")
            }
            if try !isExtensibleNow(t.target) { throw errorOfUnknownText(.typeErrorPrototype) }
        }
        return true
    }
    private func invariant(_ trap: String, _ text: String) -> Abrupt { typeError("'\(trap)' on proxy: \(text)") }
    /// [[IsExtensible]], asked of the handlers of proxies.
    public func isExtensibleNow(_ object: Handle) throws(Abrupt) -> Bool {
        guard kind(object) == .proxy else { return isExtensible(object) }
        let t = try trap(object, "isExtensible")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        let actual = try isExtensibleNow(t.target)
        if t.trap.isNullish { return actual }
        guard try certain(call(t.trap, t.handler, [.object(t.target)])) == actual else {
            throw invariant("isExtensible", "trap result does not reflect extensibility of proxy target (which is '\(actual)')")
        }
        return actual
    }
    func proxyOwnKeys(_ proxy: Handle) throws(Abrupt) -> [PropertyKey] {
        let t = try trap(proxy, "ownKeys")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try orderedKeys(t.target) }
        let list = try call(t.trap, t.handler, [.object(t.target)])
        guard list.isObject else { throw typeError("CreateListFromArrayLike called on non-object") }
        var out: [PropertyKey] = []
        var seen: Set<PropertyKey> = []
        for i in 0..<min(try lengthOf(list.handle), 1_000_000) {
            try charge(1)
            let v = try getIndex(list.handle, UInt32(i))
            if v.isUncertain { throw .unknown(reason(of: v)) }
            guard v.isString || v.isSymbol else { throw typeError("\(describe(v)) is not a valid property name") }
            let key = try toPropertyKey(v)
            out.append(key)
        }
        for key in out where !seen.insert(key).inserted { throw invariant("ownKeys", "trap returned duplicate entries") }
        let isExtensible = try isExtensibleNow(t.target)
        var own = 0
        var missing: PropertyKey?
        for key in try ownKeys(t.target) {
            own += 1
            if try ownDescriptor(t.target, key)?.configurable != false {
                if !isExtensible, missing == nil, !seen.contains(key) { missing = key }
            } else if !seen.contains(key) {
                throw invariant("ownKeys", "trap result did not include '\(shownKey(key))'")
            }
        }
        if let missing { _ = try orderedKeys(t.target); throw invariant("ownKeys", "trap result did not include '\(shownKey(missing))'") }
        if !isExtensible, seen.count > own { throw invariant("ownKeys", "trap returned extra keys but proxy target is non-extensible") }
        return out
    }
    func proxyOwnDescriptor(_ proxy: Handle, _ key: PropertyKey) throws(Abrupt) -> PropertyDescriptor? {
        let t = try trap(proxy, "getOwnPropertyDescriptor")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try ownDescriptor(t.target, key) }
        let result = try call(t.trap, t.handler, [.object(t.target), value(of: key)])
        if result.isUncertain { throw .unknown(reason(of: result)) }
        let own = try ownDescriptor(t.target, key)
        guard result.isObject else {
            guard result.isUndefined else {
                throw invariant("getOwnPropertyDescriptor", "trap returned neither object nor undefined for property '\(shownKey(key))'")
            }
            if let own {
                if own.configurable == false {
                    throw invariant(
                        "getOwnPropertyDescriptor",
                        "trap returned undefined for property '\(shownKey(key))' which is non-configurable in the proxy target")
                }
                if try !isExtensibleNow(t.target) { throw errorOfUnknownText(.typeErrorPrototype) }
            }
            return nil
        }
        var d = try toDescriptor(result)
        if !d.isAccessor {
            d.value = d.value ?? .undefined; d.writable = d.writable ?? false
        } else {
            d.getter = d.getter ?? .undefined; d.setter = d.setter ?? .undefined
        }
        d.enumerable = d.enumerable ?? false; d.configurable = d.configurable ?? false
        let scratch = makePlainObject()
        if let own { _ = try defineOwn(scratch, key, own) }
        if own == nil, try !isExtensibleNow(t.target) || false {
            throw invariant(
                "getOwnPropertyDescriptor",
                "trap returned descriptor for property '\(shownKey(key))' that is incompatible with the existing property in the proxy target"
            )
        }
        if own != nil, try !defineOwn(scratch, key, d) {
            throw invariant(
                "getOwnPropertyDescriptor",
                "trap returned descriptor for property '\(shownKey(key))' that is incompatible with the existing property in the proxy target"
            )
        }
        if d.configurable == false, own == nil || own?.configurable == true {
            throw invariant(
                "getOwnPropertyDescriptor",
                "trap reported non-configurability for property '\(shownKey(key))' which is either non-existent or configurable in the proxy target"
            )
        }
        return d
    }
    func proxyDefineOwn(_ proxy: Handle, _ key: PropertyKey, _ d: PropertyDescriptor) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "defineProperty")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try defineOwn(t.target, key, d) }
        guard try certain(call(t.trap, t.handler, [.object(t.target), value(of: key), fromDescriptor(d)])) else { return false }
        guard let own = try ownDescriptor(t.target, key) else {
            if d.configurable == false { throw errorOfUnknownText(.typeErrorPrototype) }
            if try !isExtensibleNow(t.target) { throw errorOfUnknownText(.typeErrorPrototype) }
            return true
        }
        if d.configurable == false, own.configurable == true || own.writable == true && d.writable == false || !isCompatible(d, own) {
            throw errorOfUnknownText(.typeErrorPrototype)
        }
        if own.configurable == false, !isCompatible(d, own) { throw errorOfUnknownText(.typeErrorPrototype) }
        return true
    }
    /// IsCompatiblePropertyDescriptor for a property that is there and cannot be configured.
    private func isCompatible(_ d: PropertyDescriptor, _ own: PropertyDescriptor) -> Bool {
        guard own.configurable == false else { return true }
        if d.configurable == true || d.enumerable != nil && d.enumerable != own.enumerable { return false }
        if d.isAccessor {
            return own.isAccessor && (d.getter.map { sameValue($0, own.getter ?? .undefined) } ?? true)
                && (d.setter.map { sameValue($0, own.setter ?? .undefined) } ?? true)
        }
        if d.value == nil, d.writable == nil { return true }
        if own.isAccessor { return false }
        return own.writable == true || d.writable != true && (d.value.map { sameValue($0, own.value ?? .undefined) } ?? true)
    }
    func proxyDefine(_ proxy: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) -> Bool {
        if let existing = try proxyOwnDescriptor(proxy, key) {
            if existing.isAccessor || existing.writable == false { return false }
            return try proxyDefineOwn(proxy, key, PropertyDescriptor(value: value))
        }
        return try proxyDefineOwn(proxy, key, PropertyDescriptor(value: value, writable: true, enumerable: true, configurable: true))
    }
    func proxyGetPrototype(_ proxy: Handle) throws(Abrupt) -> Value {
        let t = try trap(proxy, "getPrototypeOf")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try prototypeValue(t.target) }
        let result = try call(t.trap, t.handler, [.object(t.target)])
        if result.isUncertain { throw .unknown(reason(of: result)) }
        guard result.isObject || result.isNull else { throw invariant("getPrototypeOf", "trap returned neither object nor null") }
        if try !isExtensibleNow(t.target), try !sameValue(result, prototypeValue(t.target)) {
            throw errorOfUnknownText(.typeErrorPrototype)
        }
        return result
    }
    func proxySetPrototype(_ proxy: Handle, _ prototype: Handle) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "setPrototypeOf")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try setPrototype(t.target, prototype) }
        let wanted: Value = prototype == 0 ? .null : .object(prototype)
        guard try certain(call(t.trap, t.handler, [.object(t.target), wanted])) else { return false }
        if try !isExtensibleNow(t.target), try !sameValue(wanted, prototypeValue(t.target)) {
            throw errorOfUnknownText(.typeErrorPrototype)
        }
        return true
    }
    func proxyPreventExtensions(_ proxy: Handle) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "preventExtensions")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try preventExtensions(t.target) }
        guard try certain(call(t.trap, t.handler, [.object(t.target)])) else { return false }
        if try isExtensibleNow(t.target) { throw errorOfUnknownText(.typeErrorPrototype) }
        return true
    }
    func proxyCall(_ proxy: Handle, _ this: Value, _ arguments: [Value]) throws(Abrupt) -> Value {
        let t = try trap(proxy, "apply")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try call(.object(t.target), this, arguments) }
        return try call(t.trap, t.handler, [.object(t.target), this, .object(makeArray(arguments))])
    }
    func proxyConstruct(_ proxy: Handle, _ arguments: [Value], _ newTarget: Value) throws(Abrupt) -> Value {
        let t = try trap(proxy, "construct")
        proxyDepth += 1
        defer { proxyDepth -= 1 }
        if t.trap.isNullish { return try construct(.object(t.target), arguments, newTarget: newTarget) }
        let result = try call(t.trap, t.handler, [.object(t.target), .object(makeArray(arguments)), newTarget])
        if !result.isObject, !result.isUncertain { throw invariant("construct", "trap returned non-object ('\(describe(result))')") }
        return result
    }

    // Descriptors as objects

}
