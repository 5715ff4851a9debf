// The tokens of TypeScript that need a look ahead. The grammar's source distribution has its own scanner's entry points only, so this one is ours:
// it keeps no state between tokens.
#include "tree_sitter/parser.h"
#include <wctype.h>

// In the order of the grammar's `externals`.
enum { semicolon, templateText, question, htmlComment, logicalOr, escape, regexPattern, jsxText, signatureSemicolon, recovery };

static bool isLineEnd(int32_t c) { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }
static bool isSpace(int32_t c) { return c == 0xFEFF || iswspace((wint_t)c); }
static bool isWord(int32_t c) { return c == '_' || c == '$' || c >= 0x80 || iswalnum((wint_t)c); }

/// Skips white space and comments. False where a `/` begins something else.
static bool skipSpace(TSLexer *lexer, bool *sawLineEnd, bool *sawComment) {
    for (;;) {
        int32_t c = lexer->lookahead;
        if (isLineEnd(c)) *sawLineEnd = true;
        if (isSpace(c)) {
            lexer->advance(lexer, true);
            continue;
        }
        if (c != '/') return true;
        lexer->advance(lexer, true);
        if (lexer->lookahead == '/') {
            while (!lexer->eof(lexer) && !isLineEnd(lexer->lookahead)) lexer->advance(lexer, true);
        } else if (lexer->lookahead == '*') {
            lexer->advance(lexer, true);
            for (int32_t last = 0; !lexer->eof(lexer) && !(last == '*' && lexer->lookahead == '/'); lexer->advance(lexer, true)) {
                last = lexer->lookahead;
                if (isLineEnd(last)) *sawLineEnd = true;
            }
            lexer->advance(lexer, true);
        } else {
            return false;
        }
        *sawComment = true;
    }
}

/// The word of the operators that may begin a line and still go on with the one before.
static bool goesOnWithOperatorWord(TSLexer *lexer) {
    char word[12] = {0};
    unsigned length = 0;
    for (; length < sizeof word - 1 && isWord(lexer->lookahead); length++) {
        word[length] = lexer->lookahead < 0x80 ? (char)lexer->lookahead : '?';
        lexer->advance(lexer, true);
    }
    const char *operators[] = {"in", "instanceof"};
    for (unsigned i = 0; i < 2; i++) {
        unsigned at = 0;
        while (operators[i][at] != 0 && operators[i][at] == word[at]) at++;
        if (operators[i][at] == 0 && at == length) return true;
    }
    return false;
}

/// ECMA-262 section 12.10: a semicolon of no width, before `}`, at the end, and after a line that the next one cannot go on with.
static bool scanSemicolon(TSLexer *lexer, const bool *valid, bool *sawComment) {
    bool sawLineEnd = false;
    lexer->result_symbol = valid[semicolon] ? semicolon : signatureSemicolon;
    lexer->mark_end(lexer);
    if (!skipSpace(lexer, &sawLineEnd, sawComment)) return false;
    if (lexer->eof(lexer)) return true;
    switch (lexer->lookahead) {
    case '}': {
        // `({a}: {a: number}) => 1` is a pattern with a type, but in `x ? {a} : b` the colon is the condition's
        bool ignored = false;
        lexer->advance(lexer, true);
        return !skipSpace(lexer, &ignored, &ignored) || lexer->lookahead != ':' || valid[logicalOr];
    }
    case '`': case ',': case ':': case ';': case '*': case '%': case '>': case '<': case '=': case '[': case '(': case '?': case '^': case '|': case '&': case '/':
        return false;
    case '{': return sawLineEnd && !valid[signatureSemicolon];
    case '.':
        lexer->advance(lexer, true);
        return sawLineEnd && iswdigit((wint_t)lexer->lookahead);
    case '+': case '-': {
        int32_t sign = lexer->lookahead;
        lexer->advance(lexer, true);
        return sawLineEnd && lexer->lookahead == sign;
    }
    case '!':
        lexer->advance(lexer, true);
        return sawLineEnd && lexer->lookahead != '=';
    case 'i': return sawLineEnd && !goesOnWithOperatorWord(lexer);
    default: return sawLineEnd;
    }
}

/// The `?` of a condition: neither `??`, `?.x`, nor the mark of something optional.
static bool scanQuestion(TSLexer *lexer) {
    while (isSpace(lexer->lookahead)) lexer->advance(lexer, true);
    if (lexer->lookahead != '?') return false;
    lexer->advance(lexer, false);
    lexer->mark_end(lexer);
    lexer->result_symbol = question;
    if (lexer->lookahead == '?') return false;
    if (lexer->lookahead == '.') {
        lexer->advance(lexer, false);
        return iswdigit((wint_t)lexer->lookahead);
    }
    while (isSpace(lexer->lookahead)) lexer->advance(lexer, false);
    switch (lexer->lookahead) {
    case ':': case ')': case ',': case ';': case '}': case '=': return false;
    default: return true;
    }
}

/// Text of a template up to a substitution, an escape or the end.
static bool scanTemplateText(TSLexer *lexer) {
    lexer->result_symbol = templateText;
    for (bool hasText = false;; hasText = true) {
        lexer->mark_end(lexer);
        if (lexer->eof(lexer)) return false;
        switch (lexer->lookahead) {
        case '`': case '\\': return hasText;
        case '$':
            lexer->advance(lexer, false);
            if (lexer->lookahead == '{') return hasText;
            break;
        default: lexer->advance(lexer, false);
        }
    }
}

/// `<!-- …` and `--> …` to the end of the line.
static bool scanHTMLComment(TSLexer *lexer) {
    while (isSpace(lexer->lookahead)) lexer->advance(lexer, true);
    const char *rest = lexer->lookahead == '<' ? "<!--" : "-->";
    for (; *rest != 0; rest++) {
        if (lexer->lookahead != *rest) return false;
        lexer->advance(lexer, false);
    }
    while (!lexer->eof(lexer) && !isLineEnd(lexer->lookahead)) lexer->advance(lexer, false);
    lexer->result_symbol = htmlComment;
    lexer->mark_end(lexer);
    return true;
}

bool tree_sitter_typescript_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    if (valid[recovery]) return false;  // every token is valid while the parser recovers: none of them is meant
    if (valid[templateText]) return scanTemplateText(lexer);
    if (valid[semicolon] || valid[signatureSemicolon]) {
        bool sawComment = false;
        if (scanSemicolon(lexer, valid, &sawComment)) return true;
        return !sawComment && valid[question] && lexer->lookahead == '?' && scanQuestion(lexer);
    }
    if (valid[question]) return scanQuestion(lexer);
    return valid[htmlComment] && !valid[logicalOr] && !valid[escape] && !valid[regexPattern] && scanHTMLComment(lexer);
}

void *tree_sitter_typescript_external_scanner_create(void) { return 0; }
void tree_sitter_typescript_external_scanner_destroy(void *payload) {}
unsigned tree_sitter_typescript_external_scanner_serialize(void *payload, char *buffer) { return 0; }
void tree_sitter_typescript_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {}
