#if __has_include("../../.fetched/json/parser.c")
#include "../../.fetched/json/parser.c"
#else
#error "the JSON grammar is not here yet: run scripts/bootstrap"
#endif
