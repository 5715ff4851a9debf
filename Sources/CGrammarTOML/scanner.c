#if __has_include("../../.fetched/toml/scanner.c")
#include "../../.fetched/toml/scanner.c"
#endif
