/// Classes: definition, fields, private names, super calls.
extension Machine {
    func classDefinition(_ i: Instruction, _ r: UnsafeMutablePointer<Value>) throws(Abrupt) {
        let constructor = r[i.c], heritage = r[i.b]
        var prototypeParent = intrinsic(.objectPrototype), constructorParent = intrinsic(.functionPrototype)
        if heritage.isNull {
            prototypeParent = 0
        } else if heritage.isUncertain {
            prototypeParent = makePlainObject(); setOpen(prototypeParent)
            constructorParent = makePlainObject(); setOpen(constructorParent)
        } else if !heritage.isHole {
            guard isConstructor(heritage) else { throw typeError("Class extends value \(describe(heritage)) is not a constructor or null") }
            let p = try get(heritage, names.prototype)
            guard p.isObject || p.isNull else {
                if p.isUncertain { throw .stopped(.unmodelled("a class whose parent is not known")) }
                throw typeError("Class extends value does not have valid prototype property \(describe(p))")
            }
            prototypeParent = p.isNull ? 0 : p.handle
            constructorParent = heritage.handle
        }
        let prototype = makeObject(prototype: prototypeParent)
        reifyClass(constructor.handle, prototype, constructorParent)
        addProperty(prototype, names.constructor, constructor, .hidden)
        willChangeHeader(constructor.handle)
        header(constructor.handle).pointee.p2 = prototype
        r[i.a] = constructor
        r[i.a + 1] = .object(prototype)
    }
    private func reifyClass(_ constructor: Handle, _ prototype: Handle, _ parent: Handle) {
        let template = templates[Int(header(constructor).pointee.p0)]
        setFlag(constructor, .lazyProperties, false)
        var properties: [(key: PropertyKey, attributes: PropertyAttributes, value: Value)] = [
            (names.length, .configurable, .int(Int32(clamping: template.length)))
        ]
        properties.append((names.name, .configurable, makeString(template.name)))
        properties.append((names.prototype, .none, .object(prototype)))
        reshape(constructor, prototype: parent, properties)
    }
    private func className(_ constructor: Value) -> String {
        guard constructor.isObject, let template = functionTemplate(constructor.handle), !template.name.isEmpty else {
            return "anonymous class"
        }
        return template.name
    }
    func runFieldInitializers(_ object: Value, of constructor: Value) throws(Abrupt) {
        guard constructor.isObject, kind(constructor.handle) == .function else { return }
        let initializer = header(constructor.handle).pointee.p3
        if initializer != 0 { _ = try call(.object(initializer), object, []) }
    }
    func superCall(_ i: Instruction, _ frame: UnsafeMutablePointer<Frame>) throws(Abrupt) {
        let r = frame.pointee.registers
        let isArrow = i.x == 1  // r[b] is the constructor, r[b + 1] its new.target; lowering binds this
        let parent = try prototypeValue(isArrow ? (r[i.b].isObject ? r[i.b].handle : frame.pointee.function) : frame.pointee.function)
        let values: [Value]
        if i.op == .superCall {
            values = (0..<i.c).map { r[i.b + 2 + $0] }
        } else {
            values = arrayValues(r[i.b + 2].handle)
        }
        if parent.isObject, isOpen(parent.handle), kind(parent.handle) == .object {
            return try finishSuperCall(i, frame, ofUnknownParent(values, newTarget: isArrow ? r[i.b + 1] : frame.pointee.newTarget))
        }
        guard parent.isObject, isConstructor(parent) else {
            throw typeError(
                "Super constructor \(parent.isObject && parent.handle == intrinsic(.functionPrototype) ? "null" : describe(parent)) of \(className(isArrow ? r[i.b] : .object(frame.pointee.function))) is not a constructor"
            )
        }
        try finishSuperCall(i, frame, construct(parent, values, newTarget: isArrow ? r[i.b + 1] : frame.pointee.newTarget))
    }
    /// What a class that is not known makes: an object with the methods of the class that extends it, and with whatever else.
    private func ofUnknownParent(_ arguments: [Value], newTarget: Value) throws(Abrupt) -> Value {
        _ = try call(.unknown(reason("unknown-parent", "the constructor of a class that is not known")), .undefined, arguments)
        let prototype = try get(newTarget, names.prototype)
        guard prototype.isObject else { throw .stopped(.unmodelled("a class whose parent is not known")) }
        let object = makeObject(prototype: prototype.handle)
        setOpen(object)
        return .object(object)
    }
    private func finishSuperCall(_ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ result: Value) throws(Abrupt) {
        let r = frame.pointee.registers
        if i.x == 1 { r[i.a] = result; return }
        if !r[0].isHole { throw referenceError("Super constructor may only be called once") }
        r[0] = result
        r[i.a] = result
        if result.isObject { try runFieldInitializers(result, of: .object(frame.pointee.function)) }
    }
    func privateOperation(_ i: Instruction, _ r: UnsafeMutablePointer<Value>) throws(Abrupt) {
        switch i.op {
        case .getPrivate:
            let object = r[i.b], key = r[i.c].symbol
            if object.isUncertain { r[i.a] = .unknown(reason(of: object)); return }
            guard object.isObject, let own = try ownProperty(object.handle, key) else {
                throw privateMethods.contains(key)
                    ? errorOfUnknownText(.typeErrorPrototype)
                    : typeError("Cannot read private member \(keys.text(key)) from an object whose class did not declare it")
            }
            if own.isAccessor {
                if own.getter.isUndefined { throw typeError("'\(keys.text(key))' was defined without a getter") }
                r[i.a] = try call(own.getter, object, [])
            } else {
                r[i.a] = own.value
            }
        case .setPrivate:
            let object = r[i.a], key = r[i.b].symbol
            if object.isUncertain { return }
            guard object.isObject, let own = try ownProperty(object.handle, key) else {
                throw privateMethods.contains(key)
                    ? errorOfUnknownText(.typeErrorPrototype)
                    : typeError("Cannot write private member \(keys.text(key)) to an object whose class did not declare it")
            }
            if own.isAccessor {
                if own.setter.isUndefined { throw typeError("'\(keys.text(key))' was defined without a setter") }
                _ = try call(own.setter, object, [r[i.c]])
            } else if own.attributes.contains(.writable) {
                store(own.address, r[i.c], owner: object.handle)
            } else {
                throw typeError("Private method '\(keys.text(key))' is not writable")
            }
        case .definePrivate:
            guard r[i.a].isObject else { return }
            let key = r[i.b].symbol, object = r[i.a].handle
            if i.x == 1 || i.x == 2, let own = try ownProperty(object, key),
                !own.isAccessor || !(i.x == 1 ? own.getter : own.setter).isUndefined
            {
                throw typeError("Cannot initialize private methods of class twice on the same object")
            }
            switch i.x {
            case 1: defineAccessor(object, key, getter: r[i.c], setter: nil, .none)
            case 2: defineAccessor(object, key, getter: nil, setter: r[i.c], .none)
            default:
                if try ownProperty(object, key) != nil { throw typeError("Cannot initialize \(keys.text(key)) twice on the same object") }
                addProperty(object, key, r[i.c], i.x == 3 ? .none : .writable)
            }
            if i.x != 0, r[i.c].isObject, kind(r[i.c].handle) == .function {
                willChangeHeader(r[i.c].handle); if header(r[i.c].handle).pointee.p2 == 0 { header(r[i.c].handle).pointee.p2 = object }
            }
        default:
            guard r[i.c].isObject else {
                if r[i.c].isUncertain { r[i.a] = .unknown(reason(of: r[i.c]), .boolean); return }
                if privateMethods.contains(r[i.b].symbol) { throw errorOfUnknownText(.typeErrorPrototype) }
                throw typeError("Cannot use 'in' operator to search for '\(keys.text(r[i.b].symbol))' in \(describe(r[i.c]))")
            }
            r[i.a] = .boolean(try ownProperty(r[i.c].handle, r[i.b].symbol) != nil)
        }
    }
}
