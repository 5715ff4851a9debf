#if __has_include("../../.fetched/javascript/parser.c")
#include "../../.fetched/javascript/parser.c"
#else
#error "the JavaScript grammar is not here yet: run scripts/bootstrap"
#endif
