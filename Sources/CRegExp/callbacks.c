// What libregexp asks of its host. The budget is counted in calls of the timeout hook (one every 10,000 steps of the matcher).
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include "glue_regexp.h"

bool lre_check_stack_overflow(void *opaque, size_t alloca_size) { return false; }

int lre_check_timeout(void *opaque) {
    long *budget = opaque;
    return budget && --*budget < 0;
}

void *lre_realloc(void *opaque, void *block, size_t size) {
    if (size == 0) { free(block); return NULL; }
    return realloc(block, size);
}
