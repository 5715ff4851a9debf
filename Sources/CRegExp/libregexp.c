#define _GNU_SOURCE
#if __has_include("../../.fetched/quickjs/libregexp.c")
#include "../../.fetched/quickjs/libregexp.c"
#else
#error "libregexp is not here yet: run scripts/bootstrap"
#endif
