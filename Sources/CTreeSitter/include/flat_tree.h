#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TSLanguage TSLanguage;

/// A node of a syntax tree in preorder. `next`: the number of the first node that is not inside of it.
typedef struct { uint32_t start, end, next; uint16_t symbol; uint8_t field, flags; } flat_node;

enum {
    FLAT_MISSING = 1,  ///< the parser made it up
    FLAT_IN_FUNCTION = 2,  ///< child of a node with the trait FLAT_FUNCTION
};
/// What the walk has to know of a symbol.
enum {
    FLAT_LIST = 1,  ///< its children have no fields
    FLAT_FUNCTION = 2,
};

/// `nodes` is to be freed by `free`; NULL where the parse took more than its steps.
typedef struct { flat_node *nodes; size_t count; bool has_error; } flat_tree;

/// Parses a text. `traits`: of each symbol of the language. `steps`: hundreds of tokens.
flat_tree flat_parse(const TSLanguage *language, const char *text, uint32_t length, const uint8_t *traits, size_t steps);
