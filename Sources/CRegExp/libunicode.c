#define _GNU_SOURCE
#if __has_include("../../.fetched/quickjs/libunicode.c")
#include "../../.fetched/quickjs/libunicode.c"
#else
#error "libunicode is not here yet: run scripts/bootstrap"
#endif
