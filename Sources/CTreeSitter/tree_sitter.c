#if __has_include("../../.fetched/treesitter/src/lib.c")
#include "../../.fetched/treesitter/src/lib.c"
#else
#error "tree-sitter is not here yet: run scripts/bootstrap"
#endif
