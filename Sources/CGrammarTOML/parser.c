#if __has_include("../../.fetched/toml/parser.c")
#include "../../.fetched/toml/parser.c"
#else
#error "the TOML grammar is not here yet: run scripts/bootstrap"
#endif
