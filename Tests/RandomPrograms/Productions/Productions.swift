/// The grammar as data: one file a part of the language. `Kind` says what the placeholders mean.
enum Productions {
    static let expressions: [Kind: [String]] = [
        .number: numbers, .integer: integers, .string: strings, .boolean: booleans, .bigint: bigints, .symbol: symbols, .array: arrays,
        .object: objects, .function: functions,
        .regexp: regexps, .map: maps, .set: sets, .typedArray: typedArrays, .view: views, .promise: promises, .iterable: iterables,
        .date: dates, .key: keys, .callback: callbacks,
        .primitive: primitives, .pattern: patterns, .iterator: iterators
    ]
    static let statements =
        bindings + controlFlow + functionStatements + classes + accessors + exceptions + asynchronous + iteration + proxies
        + collectionStatements
}
