#if !__has_include("../../.fetched/treesitter/src/lib.c")
#error "tree-sitter is not here yet: run scripts/bootstrap"
#else

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKS_MEMORY 1  // the sanitizer looks at each block by itself
#endif
#endif
#include "region.h"
#ifndef CHECKS_MEMORY
#define ts_malloc region_malloc
#define ts_calloc region_calloc
#define ts_realloc region_realloc
#define ts_free region_free
#endif

// A tree is read by the thread that made it, and dropped before anybody else could see it: counts need no locked instructions. The flag
// that cancels a parse is a number of steps, which ends it at the same place each time.
#define TREE_SITTER_ATOMIC_H_
static _Thread_local size_t children_taken;
static inline size_t atomic_load(const volatile size_t *p) {
    size_t *left = (size_t *)p, taken = 1 + children_taken / 256;
    children_taken = 0;
    if (*left < taken) return 1;
    *left -= taken;
    return 0;
}
static inline uint32_t atomic_inc(volatile uint32_t *p) { return *p += 1; }
static inline uint32_t atomic_dec(volatile uint32_t *p) { return *p -= 1; }

// As lib.c does, but that the making of nodes is counted: recovery makes one of all that it has skipped, again with each token.
#define _POSIX_C_SOURCE 200112L
#include "../../.fetched/treesitter/src/alloc.c"
#include "../../.fetched/treesitter/src/get_changed_ranges.c"
#include "../../.fetched/treesitter/src/language.c"
#include "../../.fetched/treesitter/src/lexer.c"
#include "../../.fetched/treesitter/src/node.c"
#define ts_subtree_new_node uncounted_new_node
#define ts_subtree_new_error_node uncounted_new_error_node
MutableSubtree ts_subtree_new_node(TSSymbol, SubtreeArray *, unsigned, const TSLanguage *);
Subtree ts_subtree_new_error_node(SubtreeArray *, bool, const TSLanguage *);
#include "../../.fetched/treesitter/src/subtree.c"
#undef ts_subtree_new_node
#undef ts_subtree_new_error_node
MutableSubtree ts_subtree_new_node(TSSymbol symbol, SubtreeArray *children, unsigned production, const TSLanguage *language) {
    children_taken += children->size;
    return uncounted_new_node(symbol, children, production, language);
}
Subtree ts_subtree_new_error_node(SubtreeArray *children, bool extra, const TSLanguage *language) {
    children_taken += children->size;
    return uncounted_new_error_node(children, extra, language);
}
#include "../../.fetched/treesitter/src/parser.c"
#include "../../.fetched/treesitter/src/query.c"
#include "../../.fetched/treesitter/src/stack.c"
#include "../../.fetched/treesitter/src/tree_cursor.c"
#include "../../.fetched/treesitter/src/tree.c"
#include "../../.fetched/treesitter/src/wasm_store.c"

#include "flat_tree.h"

// One walk over the parser's own nodes, with what a cursor would say of each: a cursor walks to the root for each field, and finds each
// sibling anew (tree_cursor.c).

typedef struct {
    const Subtree *children;
    const TSSymbol *aliases;
    const TSFieldMapEntry *fields, *fields_end;
    uint32_t count, index, structural, position;
    uint32_t node;  // of a visible node its number, else FLAT_HIDDEN
    uint8_t inherited, traits;
} flat_frame;
#define FLAT_HIDDEN UINT32_MAX

typedef struct { flat_tree out; size_t capacity; flat_frame *frames; size_t depth, frame_capacity; const TSLanguage *language; const uint8_t *traits; } flat_walk;

static flat_node *flat_append(flat_walk *w) {
    if (w->out.count == w->capacity) {
        w->capacity = w->capacity * 2 + 16;
        w->out.nodes = region_must(realloc(w->out.nodes, w->capacity * sizeof(flat_node)), w->capacity * sizeof(flat_node));
    }
    return &w->out.nodes[w->out.count++];
}

/// Makes the children of a subtree the next to be visited.
static void flat_enter(flat_walk *w, Subtree tree, uint32_t position, uint32_t node, uint8_t inherited, uint8_t traits) {
    if (w->depth == w->frame_capacity) {
        w->frame_capacity = w->frame_capacity * 2 + 64;
        w->frames = region_must(realloc(w->frames, w->frame_capacity * sizeof(flat_frame)), w->frame_capacity * sizeof(flat_frame));
    }
    flat_frame *f = &w->frames[w->depth++];
    *f = (flat_frame){.children = ts_subtree_children(tree), .count = tree.ptr->child_count, .position = position, .node = node, .inherited = inherited, .traits = traits};
    f->aliases = ts_language_alias_sequence(w->language, tree.ptr->production_id);
    if (!(traits & FLAT_LIST)) ts_language_field_map(w->language, tree.ptr->production_id, &f->fields, &f->fields_end);
}

static inline uint8_t flat_traits(const flat_walk *w, TSSymbol symbol) {
    return symbol < ts_language_symbol_count(w->language) ? w->traits[symbol] : 0;
}

static void flat_visit(flat_walk *w, Subtree root, uint32_t start) {
    TSSymbol symbol = ts_language_public_symbol(w->language, ts_subtree_symbol(root));
    uint32_t size = ts_subtree_size(root).bytes;
    *flat_append(w) = (flat_node){.start = start, .end = start + size, .next = 1, .symbol = symbol, .flags = size == 0 && ts_subtree_missing(root) ? FLAT_MISSING : 0};
    if (ts_subtree_child_count(root) > 0) flat_enter(w, root, start, 0, 0, flat_traits(w, symbol));
    while (w->depth > 0) {
        flat_frame *f = &w->frames[w->depth - 1];
        if (f->index == f->count) {
            if (f->node != FLAT_HIDDEN) w->out.nodes[f->node].next = (uint32_t)w->out.count;
            w->depth--;
            continue;
        }
        Subtree child = f->children[f->index];
        if (f->index > 0) f->position += ts_subtree_padding(child).bytes;
        f->index++;
        uint32_t at = f->position, length = ts_subtree_size(child).bytes;
        f->position += length;
        TSSymbol alias = 0;
        uint8_t field = 0;
        if (!ts_subtree_extra(child)) {
            uint32_t place = f->structural++;
            if (f->aliases) alias = f->aliases[place];
            if (f->node == FLAT_HIDDEN) field = f->inherited;
            for (const TSFieldMapEntry *m = f->fields; m < f->fields_end; m++) {
                if (!m->inherited && m->child_index == place) { field = (uint8_t)m->field_id; break; }
            }
        }
        bool visible = alias || ts_subtree_visible(child);
        if (!visible) {
            if (ts_subtree_visible_child_count(child) > 0) flat_enter(w, child, at, FLAT_HIDDEN, field, f->traits);
            continue;
        }
        symbol = ts_language_public_symbol(w->language, alias ? alias : ts_subtree_symbol(child));
        uint8_t flags = (f->traits & FLAT_FUNCTION ? FLAT_IN_FUNCTION : 0) | (length == 0 && ts_subtree_missing(child) ? FLAT_MISSING : 0);
        uint32_t number = (uint32_t)w->out.count;
        *flat_append(w) = (flat_node){.start = at, .end = at + length, .next = number + 1, .symbol = symbol, .field = f->traits & FLAT_LIST ? 0 : field, .flags = flags};
        if (ts_subtree_child_count(child) > 0) flat_enter(w, child, at, number, 0, flat_traits(w, symbol));
    }
}

flat_tree flat_parse(const TSLanguage *language, const char *text, uint32_t length, const uint8_t *traits, size_t steps) {
    flat_walk walk = {.language = language, .traits = traits};
    children_taken = 0;
#ifndef CHECKS_MEMORY
    region_begin();
#endif
    TSParser *parser = ts_parser_new();
    if (ts_parser_set_language(parser, language)) {
        ts_parser_set_cancellation_flag(parser, &steps);
        TSTree *tree = ts_parser_parse_string(parser, NULL, text, length);
        if (tree) {
            walk.capacity = (size_t)ts_subtree_visible_descendant_count(tree->root) + 1;
            walk.out.nodes = region_must(malloc(walk.capacity * sizeof(flat_node)), walk.capacity * sizeof(flat_node));
            walk.out.has_error = ts_subtree_error_cost(tree->root) > 0;
            flat_visit(&walk, tree->root, ts_subtree_padding(tree->root).bytes);
            free(walk.frames);
        }
#ifdef CHECKS_MEMORY
        ts_tree_delete(tree);
#else
        ts_parser__external_scanner_destroy(parser);
#endif
    }
#ifdef CHECKS_MEMORY
    ts_parser_delete(parser);
#else
    region_end();
#endif
    return walk.out;
}

#endif
