#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The memory of one parse. The parser makes and drops millions of small blocks, all of them gone when the tree has been read: blocks of a
// size are used again, and in the end everything is dropped at once. One region a thread; parses do not nest.

#define REGION_GRAIN 16
#define REGION_CLASSES 65  // blocks of up to 1 KB; larger ones are the system's

typedef struct region_chunk { struct region_chunk *next; } region_chunk;
typedef struct region_large { struct region_large *next, *previous; size_t size; uint64_t header; } region_large;
typedef struct { region_chunk *chunks; char *at, *end; size_t chunk_size; void *unused[REGION_CLASSES]; region_large large; } region;

static _Thread_local region region_current;

static void *region_must(void *memory, size_t size) {
    if (memory) return memory;
    fprintf(stderr, "no memory for %zu bytes of a syntax tree\n", size);
    abort();
}

static void region_begin(void) {
    region *r = &region_current;
    memset(r, 0, sizeof *r);
    r->chunk_size = 32 << 10;
    r->large.next = r->large.previous = &r->large;
}
static void region_end(void) {
    region *r = &region_current;
    for (region_chunk *c = r->chunks; c;) {
        region_chunk *next = c->next;
        free(c);
        c = next;
    }
    for (region_large *l = r->large.next; l && l != &r->large;) {
        region_large *next = l->next;
        free(l);
        l = next;
    }
    memset(r, 0, sizeof *r);
}

static void *region_fresh(region *r, size_t bytes) {
    if ((size_t)(r->end - r->at) < bytes) {
        region_chunk *chunk = region_must(malloc(r->chunk_size), r->chunk_size);
        chunk->next = r->chunks;
        r->chunks = chunk;
        r->at = (char *)chunk + REGION_GRAIN + 8;  // blocks begin behind their header at a multiple of the grain
        r->end = (char *)chunk + r->chunk_size;
        if (r->chunk_size < 4 << 20) r->chunk_size *= 2;
    }
    char *block = r->at;
    r->at += bytes;
    return block;
}
static void region_link(region *r, region_large *l) {
    l->next = r->large.next;
    l->previous = &r->large;
    l->next->previous = l;
    r->large.next = l;
}

static inline void *region_malloc(size_t size) {
    region *r = &region_current;
    size_t kind = (size + 8 + REGION_GRAIN - 1) / REGION_GRAIN;
    if (kind < REGION_CLASSES) {
        void *block = r->unused[kind];
        if (block) {
            r->unused[kind] = *(void **)block;
            return block;
        }
        uint64_t *header = region_fresh(r, kind * REGION_GRAIN);
        *header = kind;
        return header + 1;
    }
    region_large *l = region_must(malloc(sizeof(region_large) + size), size);
    l->size = size;
    l->header = 0;
    region_link(r, l);
    return l + 1;
}
static inline void region_free(void *block) {
    if (!block) return;
    region *r = &region_current;
    uint64_t kind = ((uint64_t *)block)[-1];
    if (kind) {
        *(void **)block = r->unused[kind];
        r->unused[kind] = block;
        return;
    }
    region_large *l = (region_large *)block - 1;
    l->previous->next = l->next;
    l->next->previous = l->previous;
    free(l);
}
static inline void *region_calloc(size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) region_must(NULL, SIZE_MAX);
    return memset(region_malloc(count * size), 0, count * size);
}
static void *region_realloc(void *block, size_t size) {
    if (!block) return region_malloc(size);
    region *r = &region_current;
    uint64_t kind = ((uint64_t *)block)[-1];
    size_t had = kind ? kind * REGION_GRAIN - 8 : ((region_large *)block - 1)->size;
    if (kind && size <= had) return block;
    if (!kind && size + 8 > (REGION_CLASSES - 1) * REGION_GRAIN) {
        region_large *l = (region_large *)block - 1;
        l->previous->next = l->next;
        l->next->previous = l->previous;
        l = region_must(realloc(l, sizeof(region_large) + size), size);
        l->size = size;
        region_link(r, l);
        return l + 1;
    }
    void *moved = region_malloc(size);
    memcpy(moved, block, size < had ? size : had);
    region_free(block);
    return moved;
}
