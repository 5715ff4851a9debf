#pragma once
#include <tree_sitter/api.h>
const TSLanguage *tree_sitter_typescript(void);
