#define _GNU_SOURCE
#if __has_include("../../.fetched/quickjs/dtoa.c")
#include "../../.fetched/quickjs/dtoa.c"
#endif
