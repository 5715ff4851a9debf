import Machine

/// Frames that JavaScriptCore does not have: in strict code a call whose result is returned takes the place of its caller's frame
/// (ECMA-262, "PrepareForTailCall"), so that neither stacks nor error texts tell of the caller. Measured with Bun 1.4.
extension Program {
    /// The positions of a site that the engine has frames for.
    func shownPositions(_ site: Site) -> [Site.Position] {
        guard profile.engine == .javaScriptCore else { return site.positions }
        let shown = site.positions.enumerated().filter { index, position in
            // what the language itself refuses is refused in the frame
            index == 0 && site.isOfLanguage || !isTailCall(position)
        }
        return shown.isEmpty ? site.positions : shown.map(\.element)
    }
    private func isTailCall(_ position: Site.Position) -> Bool {
        guard !position.isConstruct, let template = machine.template(position.template), template.kind.contains(.strict),
            template.kind.isDisjoint(with: [.async, .generator, .module, .script, .classConstructor, .initializer])
        else { return false }
        let code = template.code, start = Int(position.pc)
        guard start < code.instructions.count, [.call, .callArray].contains(code.instructions[start].op),
            !code.handlers.contains(where: { $0.range.contains(position.pc) })
        else { return false }
        var at = start + 1, result = code.instructions[start].a
        // through the ends of conditions to the return
        for _ in 0..<16 where at < code.instructions.count {
            let i = code.instructions[at]
            switch i.op {
            case .joinMarker: at += 1
            case .jump where Int(i.bc) > at: at = Int(i.bc)
            case .move where i.b == result:
                result = i.a
                at += 1
            case .returnValue: return i.a == result
            default: return false
            }
        }
        return false
    }
    /// As Bun's printer writes a call that is written without spaces.
    static func spaced(_ call: String) -> String {
        var text = "", quote: Character?
        for (index, character) in zip(call.indices, call) {
            text.append(character)
            if let open = quote {
                if character == open { quote = nil }
            } else if "\"'`".contains(character) {
                quote = character
            } else if character == ",", call.index(after: index) < call.endIndex, !call[call.index(after: index)].isWhitespace {
                text.append(" ")
            }
        }
        return text
    }
}
