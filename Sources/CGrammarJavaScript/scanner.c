#if __has_include("../../.fetched/javascript/scanner.c")
#include "../../.fetched/javascript/scanner.c"
#endif
