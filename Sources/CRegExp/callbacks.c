// What libregexp asks of its host: a stack that does not overflow, a budget of steps, memory with a limit.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include "glue_regexp.h"

// The parser of patterns recurses on groups: `((((…` of a hostile text must end in an error, whatever thread it is read on.
bool lre_check_stack_overflow(void *opaque, size_t alloca_size) {
    enum { margin = 128 * 1024 };
    static _Thread_local char *lowest;
    if (!lowest) {
        pthread_attr_t attributes;
        void *base = NULL;
        size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &attributes)) return true;
        pthread_attr_getstack(&attributes, &base, &size);
        pthread_attr_destroy(&attributes);
        lowest = base;
    }
    return (char *)__builtin_frame_address(0) - alloca_size < lowest + margin;
}

int lre_check_timeout(void *opaque) {
    long *budget = opaque;
    return budget && --*budget < 0;
}

void *lre_realloc(void *opaque, void *block, size_t size) {
    enum { largest = 64 << 20 };  // of the backtracking stack, before all
    if (size == 0) { free(block); return NULL; }
    return size > largest ? NULL : realloc(block, size);
}
