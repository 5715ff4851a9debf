#if __has_include("../../../.fetched/treesitter/include/tree_sitter/api.h")
#include "../../../.fetched/treesitter/include/tree_sitter/api.h"
#else
#error "tree-sitter is not here yet: run scripts/bootstrap"
#endif
#include "flat_tree.h"
