import Machine
import Syntax

/// Arrays and objects that are written out, and the keys in them.
extension FunctionLowering {
    mutating func array(_ n: Int, into dst: Int) {
        let result = code.temporary(), piece = code.temporary()
        code.emit(.newArray, a: result, b: 0, c: 0)
        var sawElement = false
        for child in tree.children(n) {
            switch tree.kind(child) {
            case .comment, .htmlComment: continue
            case .commaToken:
                if !sawElement { code.emit(.loadHole, a: piece); code.emit(.appendElement, a: result, b: piece) }
                sawElement = false
            case .spreadElement:
                if let e = inner(child) {
                    willIterate(e); expression(e, into: piece); code.position(engineOffset(e), tree.range(e));
                    code.emit(
                        .appendIterable,
                        x: Int((isInComputedKey ? IterationForm.site : isStaticInitializer ? .unclear : .printed).rawValue), a: result,
                        b: piece)
                }
                sawElement = true
            case let k where k.isToken: continue
            default:
                expression(child, into: piece)
                code.emit(.appendElement, a: result, b: piece)
                sawElement = true
            }
        }
        code.emit(.move, a: dst, b: result)
    }
    mutating func object(_ n: Int, into dst: Int) {
        let result = code.temporary()
        code.emit(.newObject, a: result)
        for child in tree.namedChildren(n) {
            let mark = code.mark
            defer { code.release(to: mark) }
            switch tree.kind(child) {
            case .pair:
                guard let key = tree.child(child, .key), let value = tree.child(child, .value) else { continue }
                let v = code.temporary()
                if tree.kind(key) == .computedPropertyName {
                    let k = propertyKey(key)
                    code.emit(.toPropertyKey, a: k, b: k)
                    expression(value, into: v)
                    code.emit(.defineElement, x: isAnonymousFunction(value) ? 1 : 0, a: result, b: k, c: v)
                } else {
                    let name = staticKey(key)
                    expression(value, into: v, name: isAnonymousFunction(value) && name != "__proto__" ? name : nil)
                    if name == "__proto__" {
                        code.emit(.setPrototypeOfLiteral, a: result, b: v)
                    } else {
                        defineStatic(name, object: result, value: v)
                    }
                }
            case .shorthandProperty:
                let v = operand(child)
                defineStatic(identifier(child), object: result, value: v)
            case .spreadElement:
                if let e = inner(child) {
                    let v = operand(e); code.position(start(e)); code.emit(.copyDataProperties, a: result, b: v, c: Self.noRegister)
                }
            case .methodDefinition: method(child, on: result, enumerable: true)
            default: break
            }
        }
        code.emit(.move, a: dst, b: result)
    }
    private mutating func defineStatic(_ name: String, object: Int, value: Int) {
        let n = Int(code.name(name))
        if n < 0xFFFF {
            code.emit(.defineField, a: object, b: value, c: n)
        } else {
            let k = code.temporary()
            code.emit(.loadConstant, a: k, bc: code.constant(name))
            code.emit(.defineElement, a: object, b: k, c: value)
        }
    }
    func isAnonymousFunction(_ n: Int) -> Bool {
        switch tree.kind(n) {
        case .arrowFunction: return true
        case .functionExpression, .generatorFunction, .class: return tree.child(n, .name) == nil
        case .parenthesized: return inner(n).map(isAnonymousFunction) ?? false
        default: return false
        }
    }
    /// A key that is written out: its text.
    func staticKey(_ n: Int) -> String {
        switch tree.kind(n) {
        case .string: return String(decoding: Literal.decode(stringInside(n)) ?? [], as: UTF16.self)
        case .number:
            let (value, bigint) = Literal.number(text(n))
            return bigint ?? numberText(value)
        default: return identifier(n)
        }
    }
    /// A key as a value in a register.
    mutating func propertyKey(_ n: Int) -> Int {
        let k = code.temporary()
        if tree.kind(n) == .computedPropertyName, let e = inner(n) {
            let outer = isInComputedKey
            isInComputedKey = true
            expression(e, into: k)
            isInComputedKey = outer
        } else {
            code.emit(.loadConstant, a: k, bc: code.constant(staticKey(n)))
        }
        return k
    }
}
