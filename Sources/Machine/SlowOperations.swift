/// Instructions that are not hot enough for the loop itself.
extension Machine {
    private static let noRegister = 0xFFFF

    @inline(never) func slowOperation(
        _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ code: UnsafeMutablePointer<RuntimeCode.View>
    ) throws(Abrupt) {
        let r = frame.pointee.registers, runtime = code.pointee
        switch i.op {
        case .loadUnknown: r[i.a] = .unknown(reason("unmodelled-syntax", constantText(runtime, i.bc)))
        case .stop: throw .stopped(.unmodelled(constantText(runtime, i.bc)))
        case .loadNewTarget: r[i.a] = frame.pointee.newTarget
        case .loadCallee: r[i.a] = .object(frame.pointee.function)
        case .loadThis:
            if r[0].isHole {
                throw referenceError(
                    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor")
            }
            r[i.a] = r[0]
        case .loadImportMeta: r[i.a] = try delegate?.importMeta(templates[Int(runtime.template)]) ?? .undefined
        case .checkHole: if r[i.a].isHole { throw languageError(.beforeInitialization(name: keys.text(runtime.names[Int(i.bc)]))) }
        case .throwConstAssignment: throw typeError("Assignment to constant variable.")
        case .throwError:
            let kinds: [Intrinsic] = [
                .errorPrototype, .typeErrorPrototype, .referenceErrorPrototype, .syntaxErrorPrototype, .rangeErrorPrototype
            ]
            throw .thrown(makeError(kinds[min(Int(i.x), 4)], constantText(runtime, i.bc)))

        case .newEnvironment: r[i.a] = .object(makeEnvironment(slots: i.c, parent: r[i.b].isObject ? r[i.b].handle : 0))
        case .copyEnvironment:
            let from = r[i.b].handle, count = Int(words[Int(from)] >> 32)
            let copy = makeEnvironment(slots: count, parent: Handle(truncatingIfNeeded: words[Int(from)]))
            for k in 0..<count { words[Int(copy) + 1 + k] = words[Int(from) + 1 + k] }
            r[i.a] = .object(copy)
        case .loadImport:
            var e = r[i.b].handle
            for _ in 0..<i.x { e = Handle(truncatingIfNeeded: words[Int(e)]) }
            let v = try dereference(slot(e + 1 + UInt32(i.c)))
            if v.isHole { throw holeOfImport(frame.pointee) }
            r[i.a] = v
        case .loadGlobal, .loadGlobalOrUndefined:
            r[i.a] = try loadGlobal(runtime.names[Int(i.bc)], runtime.caches + Int(i.bc), throwing: i.op == .loadGlobal)
        case .storeGlobal, .storeGlobalStrict:
            let key = runtime.names[Int(i.bc)]
            if i.op == .storeGlobalStrict, truthiness(try hasProperty(globalObject, key)) == false {
                throw languageError(.notDefined(name: keys.text(key)))
            }
            try set(.object(globalObject), key, r[i.a], strict: i.op == .storeGlobalStrict)
        case .declareGlobalVar:
            let key = runtime.names[Int(i.bc)]
            if try ownProperty(globalObject, key) == nil {
                addProperty(globalObject, key, .undefined, [.writable, .enumerable]); state.pointee.prototypeEpoch &+= 1
            }

        case .equal: r[i.a] = try looselyEquals(r[i.b], r[i.c])
        case .notEqual:
            let v = try looselyEquals(r[i.b], r[i.c])
            r[i.a] = v.isBoolean ? .boolean(!v.boolean) : v
        case .instanceOf: r[i.a] = try orUnknown(.boolean) { () throws(Abrupt) in try self.instanceOf(r[i.b], r[i.c]) }
        case .inObject: r[i.a] = try orUnknown(.boolean) { () throws(Abrupt) in try self.inOperator(r[i.b], r[i.c]) }
        case .negate: r[i.a] = try orUnknown(.number) { () throws(Abrupt) in try self.unaryMinus(r[i.b]) }
        case .plus: r[i.a] = try orUnknown(.number) { () throws(Abrupt) in try self.toNumber(r[i.b]) }
        case .bitNot:
            r[i.a] = try orUnknown(.number) { () throws(Abrupt) in
                let n = try self.toNumeric(r[i.b])
                return n.isBigInt ? self.makeBigInt(self.bigInt(n).negated - BigInteger(Int64(1))) : .int(~Machine.toInt32(n.number))
            }
        case .typeOf: r[i.a] = typeOf(r[i.b])
        case .toNumeric: r[i.a] = try orUnknown(.number) { () throws(Abrupt) in try self.toNumeric(r[i.b]) }
        case .toPropertyKey where i.x == 1 && r[i.c].isNullish:
            throw languageError(.readOfNullish(key: displayKey(r[i.b]), printed: "", isNull: r[i.c].isNull))
        case .toPropertyKey where r[i.b].isString || r[i.b].isSymbol || (r[i.b].isInt && r[i.b].int >= 0): r[i.a] = r[i.b]
        case .toPropertyKey: r[i.a] = try orUnknown(.any) { () throws(Abrupt) in self.value(of: try self.toPropertyKey(r[i.b])) }
        case .toStringForTemplate: r[i.a] = try orUnknown(.string) { () throws(Abrupt) in .string(try self.toString(r[i.b])) }
        case .toObjectForDestructuring:
            if r[i.a].isNullish {
                throw cannotDestructure(
                    r[i.a], constantText(runtime, i.bc), DestructuringForm(rawValue: i.x) ?? .unclear, printed: printedText(frame.pointee))
            }

        case .newObject: r[i.a] = .object(makePlainObject())
        case .newArray: r[i.a] = .object(makeArray((0..<i.c).map { r[i.b + $0] }))
        case .appendElement: appendElement(r[i.a].handle, r[i.b])
        case .appendIterable:
            do throws(Abrupt) {
                try iterate(r[i.b], form: IterationForm(rawValue: i.x) ?? .unclear) { v throws(Abrupt) in
                    self.appendElement(r[i.a].handle, v)
                }
            } catch {
                guard case .unknown = error else { throw error }
                setContentUnknown(r[i.a].handle)
            }
        case .deleteElement:
            if let name = randomKey(r[i.c], r[i.b]) { r[i.a] = .boolean(try delete(r[i.b].handle, toPropertyKey(name))); return }
            if r[i.b].isUncertain || r[i.c].isUncertain { r[i.a] = .true; if r[i.b].isObject { setUnknownKey(r[i.b].handle) }; return }
            let object = try toObject(r[i.b]), key = try toPropertyKey(r[i.c])
            let ok = try delete(object, key)
            if !ok, i.x == 1, kind(object) == .proxy {
                throw internalValue(object, 1).isObject
                    ? typeError("'deleteProperty' on proxy: trap returned falsish for property '\(shownKey(key))'")
                    : errorOfUnknownText(.typeErrorPrototype)
            }
            if !ok, i.x == 1 { throw typeError("Cannot delete property '\(shownKey(key))' of \(describe(.object(object)))") }
            r[i.a] = .boolean(ok)
        case .defineField: define(r[i.a].handle, runtime.names[i.c], r[i.b], .all)
        case .defineElement:
            if r[i.b].isUncertain { setOpen(r[i.a].handle); return }
            let key = try toPropertyKey(r[i.b])
            if i.x == 1 { nameFunction(r[i.c], key, prefix: "") }
            if kind(r[i.a].handle) == .object, isExtensible(r[i.a].handle) { define(r[i.a].handle, key, r[i.c], .all); return }
            if try !defineOwn(r[i.a].handle, key, PropertyDescriptor(value: r[i.c], writable: true, enumerable: true, configurable: true)) {
                throw typeError(
                    isExtensible(r[i.a].handle)
                        ? "Cannot redefine property: \(shownKey(key))" : "Cannot define property \(shownKey(key)), object is not extensible"
                )
            }
        case .defineMethod: try defineMethod(i, r)
        case .setPrototypeOfLiteral:
            if r[i.b].isObject || r[i.b].isNull { _ = try setPrototype(r[i.a].handle, r[i.b].isNull ? 0 : r[i.b].handle) }
        case .copyDataProperties: try copyDataProperties(r[i.a], r[i.b], i.c == Machine.noRegister ? [] : arrayValues(r[i.c].handle))
        case .getSuper:
            let parent = try homePrototype(r[i.b])
            if parent == 0 { throw languageError(.readOfNullish(key: displayKey(r[i.c]), printed: "", isNull: true)) }
            r[i.a] = try orUnknown(.any) { () throws(Abrupt) in try self.get(parent, self.toPropertyKey(r[i.c]), receiver: r[0]) }
        case .setSuper:
            let parent = try homePrototype(r[i.a])
            if parent == 0 { throw languageError(.writeOfNullish(key: displayKey(r[i.b]), printed: "", isNull: true)) }
            if try !set(parent, toPropertyKey(r[i.b]), r[i.c], receiver: r[0]), i.x == 1 {
                throw typeError("Cannot assign to read only property '\(describe(r[i.b]))' of object")
            }
        case .setHomeObject:
            if r[i.a].isObject, r[i.b].isObject { willChangeHeader(r[i.a].handle); header(r[i.a].handle).pointee.p2 = r[i.b].handle }
        case .setFunctionName: nameFunction(r[i.a], try toPropertyKey(r[i.b]), prefix: "")
        case .newRegExp:
            guard let make = makeRegExp else { r[i.a] = unknown("unmodelled", "regular expressions"); return }
            r[i.a] = try make(self, runtime.constants[i.b], runtime.constants[i.c])
        case .templateObject: r[i.a] = .object(templateObject(runtimeCodes[Int(frame.pointee.code)], i.bc))

        case .closure:
            if runtime.templateNumbers[i.b] == .max {
                runtime.templateNumbers[i.b] = number(of: runtimeCodes[Int(frame.pointee.code)].code.functions[i.b])
            }
            r[i.a] = .object(
                makeClosure(template: runtime.templateNumbers[i.b], environment: i.c == Machine.noRegister ? 0 : r[i.c].handle))
        case .classDefinition: try classDefinition(i, r)
        case .setFieldInitializer:
            willChangeHeader(r[i.a].handle)
            header(r[i.a].handle).pointee.p3 = r[i.b].handle
        case .runFieldInitializers: try runFieldInitializers(r[i.a], of: r[i.b])
        case .newPrivateName:
            let key = keys.symbol(keys.text(runtime.names[Int(i.bc)]), isPrivate: true)
            if i.x == 1 { privateMethods.insert(key) }
            r[i.a] = .symbol(key)
        case .getPrivate, .setPrivate, .definePrivate, .hasPrivate: try privateOperation(i, r)

        case .callArray: r[i.a] = try callArray(r[i.b], r[i.b + 1], r[i.b + 2], construct: false)
        case .constructArray: r[i.a] = try callArray(r[i.b], .undefined, r[i.b + 2], construct: true)
        case .superCall, .superCallArray: try superCall(i, frame)
        case .newArguments: r[i.a] = .object(argumentsObject(frame.pointee))
        case .restParameter:
            let all = frame.pointee.arguments == 0 ? [] : arrayValues(frame.pointee.arguments)
            r[i.a] = .object(makeArray(Array(all.dropFirst(i.b))))

        case .getIterator, .iteratorNext, .iteratorCall, .iteratorResult, .iteratorClose, .forInStart, .forInNext:
            try iterationOperation(i, r)
        case .dynamicImport:
            r[i.a] =
                try delegate?.dynamicImport(
                    r[i.b], i.c == Machine.noRegister ? .undefined : r[i.c], phase: i.x, from: templates[Int(runtime.template)])
                ?? .object(makeUnknownPromise())
        case .debugger: break
        default: throw .stopped(.unmodelled("instruction \(i.op)"))
        }
    }

    /// An operation on something unknown gives unknown.
    @inline(__always) private func orUnknown(_ hint: Value.Hint, _ operation: () throws(Abrupt) -> Value) throws(Abrupt) -> Value {
        do throws(Abrupt) { return try operation() } catch {
            if case .unknown(let why) = error { return .unknown(why, hint) }
            throw error
        }
    }
    private func constantText(_ runtime: RuntimeCode.View, _ index: UInt32) -> String {
        guard Int(index) < runtime.constantCount, runtime.constants[Int(index)].isString else { return "" }
        return text(runtime.constants[Int(index)].handle)
    }
    private func printedText(_ frame: Frame) -> String? {
        let runtime = runtimeCodes[Int(frame.code)]
        guard let template = template(runtime.template), let p = template.code.position(at: max(0, frame.pc - 1)), p.textEnd > p.textStart
        else { return nil }
        return delegate?.printedExpression(template, Int(p.textStart)..<Int(p.textEnd), .value)
    }
    private func holeOfImport(_ frame: Frame) -> Abrupt {
        let code = runtimeCodes[Int(frame.code)].code
        let name =
            code.slotNames.first { Int($0.pc) == frame.pc - 1 }.map { Int($0.name) < code.names.count ? code.names[Int($0.name)] : "" }
            ?? ""
        return languageError(.beforeInitialization(name: name))
    }
    func loadGlobal(_ key: PropertyKey, throwing: Bool) throws(Abrupt) -> Value {
        if let own = try ownProperty(globalObject, key) {
            return own.isAccessor ? (own.getter.isUndefined ? .undefined : try call(own.getter, .object(globalObject), [])) : own.value
        }
        if let value = try delegate?.missingGlobal(key) { return value }
        let parent = prototype(of: globalObject)
        if parent != 0, try ownProperty(parent, key) != nil { return try get(parent, key, receiver: .object(globalObject)) }
        if throwing { throw languageError(.notDefined(name: keys.text(key))) }
        return .undefined
    }
    /// A class that nothing has named yet.
    private func hasBlankName(_ function: Handle) -> Bool {
        guard let found = shapes.find(header(function).pointee.shape, names.name), !found.attributes.contains(.accessor) else {
            return false
        }
        let value = slot(header(function).pointee.slots + UInt32(found.slot))
        return value.isString && stringLength(value.handle) == 0 && found.attributes == .configurable
    }
    func nameFunction(_ function: Value, _ key: PropertyKey, prefix: String) {
        guard function.isObject, kind(function.handle) == .function, templates[Int(header(function.handle).pointee.p0)].name.isEmpty,
            shapes.find(header(function.handle).pointee.shape, names.name) == nil || hasBlankName(function.handle)
        else { return }
        let text = key.isSymbol ? (key.isPrivate ? keys.text(key) : keys.description(key).map { "[\($0)]" } ?? "") : keys.text(key)
        define(function.handle, names.name, makeString(prefix.isEmpty ? text : prefix + " " + text), .configurable)
    }
    private func homePrototype(_ home: Value) throws(Abrupt) -> Handle {
        var object = home
        if object.isObject, kind(object.handle) == .function, header(object.handle).pointee.p2 != 0 {
            object = .object(header(object.handle).pointee.p2)
        }
        guard object.isObject else { return 0 }
        let p = try prototypeValue(object.handle)
        return p.isObject ? p.handle : 0
    }
    private func templateObject(_ runtime: RuntimeCode, _ index: UInt32) -> Handle {
        if let known = runtime.templateObjects[index] { return known }
        guard case .template(let cooked, let raw) = runtime.code.constants[Int(index)] else { return makeArray() }
        let strings = makeArray(cooked.map { $0.map { makeString(units: $0) } ?? .undefined })
        let rawStrings = makeArray(raw.map { makeString(units: $0) })
        define(strings, names.raw, .object(rawStrings), .none)
        try? setIntegrity(rawStrings, frozen: true)
        try? setIntegrity(strings, frozen: true)
        runtime.templateObjects[index] = strings
        return strings
    }
    private func argumentsObject(_ frame: Frame) -> Handle {
        let values = frame.arguments == 0 ? [] : arrayValues(frame.arguments)
        let h = makeArray(values)
        header(h).pointee.kind = ObjectKind.arguments.rawValue
        reshape(h, prototype: intrinsic(.objectPrototype), [(names.length, .hidden, .number(values.count))])
        let iterator = (try? get(intrinsic(.arrayPrototype), symbols.iterator)) ?? .undefined
        addProperty(h, symbols.iterator, iterator, .hidden)
        let template = templates[Int(runtimeCodes[Int(frame.code)].template)]
        if !template.kind.contains(.strict) {
            addProperty(h, names.callee, .object(frame.function), .hidden)
        } else {
            let thrower = Value.object(intrinsic(.throwTypeError))
            defineAccessor(h, names.callee, getter: thrower, setter: thrower, .none)
        }
        return h
    }

    @inline(never) func holeError(_ frame: Frame, _ pc: Int) -> Abrupt {
        let code = runtimeCodes[Int(frame.code)].code
        let name =
            code.slotNames.first { Int($0.pc) == pc - 1 }.map { Int($0.name) < code.names.count ? code.names[Int($0.name)] : "" } ?? ""
        return languageError(.beforeInitialization(name: name))
    }
    /// `x === undefined` of an uncertain value: decided by hint or alternatives, else a fork. `.left(at: -1)`: pc is set.
    @inline(never) func undefinedJump(_ i: Instruction, _ pc: Int, _ base: Int) throws(Abrupt) -> LoopExit? {
        let v = frames[state.pointee.depth - 1].registers[i.a]
        var answer: Bool?
        if v.isUnknown {
            answer = v.hint == .any || v.hint == .undefinedOrNull ? nil : false
        } else {
            let answers = Set(alternatives(v).map(\.isUndefined))
            answer = answers.count == 1 ? answers.first : nil
        }
        if let answer {
            frames[state.pointee.depth - 1].pc = answer == (i.op == .jumpIfUndefined) ? Int(i.bc) : pc
            return .left(at: -1, cycled: false)
        }
        if let exit = try fork(i, pc, base) { return exit }
        return .left(at: -1, cycled: false)
    }
}
