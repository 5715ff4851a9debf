// Everything under rules/, packed by scripts/embed-rules: a count, one line "PATH\tLENGTH\n" a file, then the files' bytes.
#pragma once
#include <stddef.h>

const unsigned char *_Nonnull embedded_rules(void);
size_t embedded_rules_length(void);
