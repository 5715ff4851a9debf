/// What a node of a JavaScript tree is: named nodes by the grammar's names, tokens that lowering reads by their spelling after a quote.
/// The numbers that the grammar gives to symbols change with its version, so the table is built from names.
public enum Kind: String, CaseIterable, Sendable {
    case token = "", error = "ERROR", other = "\u{1}"
    case arguments, array, object, program, identifier, number, string, comment, regex, pair, `class`, `false`, `true`, null, `super`, this,
        undefined, `import`, decorator
    case arrayPattern = "array_pattern", arrowFunction = "arrow_function", assignmentExpression = "assignment_expression",
        assignmentPattern = "assignment_pattern"
    case augmentedAssignment = "augmented_assignment_expression", awaitExpression = "await_expression", binaryExpression =
        "binary_expression", breakStatement = "break_statement"
    case callExpression = "call_expression", catchClause = "catch_clause", classBody = "class_body", classDeclaration = "class_declaration",
        classHeritage = "class_heritage"
    case classStaticBlock = "class_static_block", computedPropertyName = "computed_property_name", continueStatement = "continue_statement",
        debuggerStatement = "debugger_statement"
    case doStatement = "do_statement", elseClause = "else_clause", emptyStatement = "empty_statement", escapeSequence = "escape_sequence",
        exportClause = "export_clause"
    case exportSpecifier = "export_specifier", exportStatement = "export_statement", expressionStatement = "expression_statement",
        fieldDefinition = "field_definition"
    case finallyClause = "finally_clause", forInStatement = "for_in_statement", forStatement = "for_statement", formalParameters =
        "formal_parameters"
    case functionDeclaration = "function_declaration", functionExpression = "function_expression", generatorFunction = "generator_function",
        generatorDeclaration = "generator_function_declaration"
    case hashBang = "hash_bang_line", htmlComment = "html_comment", ifStatement = "if_statement", importAttribute = "import_attribute",
        importClause = "import_clause"
    case importSpecifier = "import_specifier", importStatement = "import_statement", labeledStatement = "labeled_statement",
        lexicalDeclaration = "lexical_declaration"
    case memberExpression = "member_expression", metaProperty = "meta_property", methodDefinition = "method_definition", namedImports =
        "named_imports", namespaceExport = "namespace_export"
    case namespaceImport = "namespace_import", newExpression = "new_expression", objectAssignmentPattern = "object_assignment_pattern",
        objectPattern = "object_pattern"
    case optionalChain = "optional_chain", pairPattern = "pair_pattern", parenthesized = "parenthesized_expression", privateName =
        "private_property_identifier"
    case propertyIdentifier = "property_identifier", regexFlags = "regex_flags", regexPattern = "regex_pattern", restPattern =
        "rest_pattern", returnStatement = "return_statement"
    case sequenceExpression = "sequence_expression", shorthandProperty = "shorthand_property_identifier", shorthandPattern =
        "shorthand_property_identifier_pattern", spreadElement = "spread_element"
    case statementBlock = "statement_block", statementIdentifier = "statement_identifier", stringFragment = "string_fragment",
        subscriptExpression = "subscript_expression"
    case switchBody = "switch_body", switchCase = "switch_case", switchDefault = "switch_default", switchStatement = "switch_statement",
        templateString = "template_string"
    case templateSubstitution = "template_substitution", ternaryExpression = "ternary_expression", throwStatement = "throw_statement",
        tryStatement = "try_statement"
    case unaryExpression = "unary_expression", updateExpression = "update_expression", variableDeclaration = "variable_declaration",
        variableDeclarator = "variable_declarator"
    case whileStatement = "while_statement", withStatement = "with_statement", yieldExpression = "yield_expression"
    // of TypeScript
    case abstractClass = "abstract_class_declaration", accessibilityModifier = "accessibility_modifier", ambientDeclaration =
        "ambient_declaration", arrayType = "array_type"
    case callSignature = "call_signature", functionSignature = "function_signature", functionType = "function_type", genericType =
        "generic_type", interfaceDeclaration = "interface_declaration"
    case internalModule = "internal_module", intersectionType = "intersection_type", literalType = "literal_type", methodSignature =
        "method_signature", module
    case nestedTypeIdentifier = "nested_type_identifier", objectType = "object_type", interfaceBody = "interface_body", optionalParameter =
        "optional_parameter", parenthesizedType = "parenthesized_type"
    case predefinedType = "predefined_type", propertySignature = "property_signature", publicField = "public_field_definition",
        readonlyType = "readonly_type", requiredParameter = "required_parameter"
    case tupleType = "tuple_type", typeAlias = "type_alias_declaration", typeAnnotation = "type_annotation", typeArguments =
        "type_arguments", typeIdentifier = "type_identifier", typeQuery = "type_query"
    case unionType = "union_type", extendsTypeClause = "extends_type_clause"
    case abstractMethodSignature = "abstract_method_signature", asExpression = "as_expression", assertsAnnotation = "asserts_annotation",
        enumAssignment = "enum_assignment", enumBody = "enum_body"
    case enumDeclaration = "enum_declaration", extendsClause = "extends_clause", implementsClause = "implements_clause", importAlias =
        "import_alias", importRequireClause = "import_require_clause"
    case indexSignature = "index_signature", instantiationExpression = "instantiation_expression", nestedIdentifier = "nested_identifier",
        nonNullExpression = "non_null_expression"
    case overrideModifier = "override_modifier", satisfiesExpression = "satisfies_expression", typeAssertion = "type_assertion",
        typeParameters = "type_parameters"
    case typePredicateAnnotation = "type_predicate_annotation"
    /// `export = x`: made of an export statement when types are erased.
    case exportAssignment = "\u{2}export ="
    // of TOML
    case document, table, integer, float, boolean
    case tableArrayElement = "table_array_element", dottedKey = "dotted_key", bareKey = "bare_key", quotedKey = "quoted_key", inlineTable =
        "inline_table"
    case offsetDateTime = "offset_date_time", localDateTime = "local_date_time", localDate = "local_date", localTime = "local_time"
    // tokens
    case asyncToken = "'async", awaitToken = "'await", starToken = "'*", getToken = "'get", setToken = "'set", staticToken = "'static",
        staticGetToken = "'static get", constToken = "'const", letToken = "'let", varToken = "'var"
    case typeToken = "'type", questionMark = "'?", equalsToken = "'=", abstractToken = "'abstract", declareToken = "'declare",
        readonlyToken = "'readonly", namespaceToken = "'namespace", requireToken = "'require"
    /// Where a parameter's modifiers stood: the parameter after it is a field, too.
    case parameterProperty = "'\u{2}parameter property"
    case ofToken = "'of", inToken = "'in", defaultToken = "'default", commaToken = "',", newToken = "'new", importToken = "'import",
        questionDot = "'?.", targetToken = "'target", metaToken = "'meta"
}

/// The name under which a node's parent holds it.
public enum Field: String, CaseIterable, Sendable {
    case none = "", other = "\u{1}"
    case alias, alternative, argument, arguments, body, condition, consequence, constructor, declaration, decorator, finalizer, flags,
        function, handler, increment, index, initializer
    case key, kind, label, left, name, object, `operator`, optionalChain = "optional_chain", parameter, parameters, pattern, property,
        right, source, value
    case type, returnType = "return_type", module
}
