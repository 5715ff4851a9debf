#define _GNU_SOURCE
#include "byte_scan.h"
#include <string.h>

// memmem takes linear time; Swift's module of the C library leaves it out as GNU's own.
ptrdiff_t byte_find(const uint8_t *text, size_t length, const uint8_t *wanted, size_t wanted_length) {
    const uint8_t *found = memmem(text, length, wanted, wanted_length);
    return found ? found - text : -1;
}
