#if __has_include("../../.fetched/typescript/parser.c")
#include "../../.fetched/typescript/parser.c"
#else
#error "the TypeScript grammar is not here yet: run scripts/bootstrap"
#endif
