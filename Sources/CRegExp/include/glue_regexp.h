#pragma once
// libregexp, libunicode and dtoa of QuickJS-NG: only what glue-lint calls. Declared here, so that Swift needs none of the fetched headers.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LRE_GLOBAL = 1 << 0, LRE_IGNORECASE = 1 << 1, LRE_MULTILINE = 1 << 2, LRE_DOTALL = 1 << 3, LRE_UNICODE = 1 << 4, LRE_STICKY = 1 << 5,
    LRE_INDICES = 1 << 6, LRE_UNICODE_SETS = 1 << 8,
};

/// Byte code, to be freed with free(), or NULL with a message. `pattern` is NUL-terminated.
uint8_t *lre_compile(int *length, char *error, int error_size, const char *pattern, size_t pattern_length, int flags, void *opaque);
int lre_get_capture_count(const uint8_t *code);
int lre_get_alloc_count(const uint8_t *code);
/// For each group but the whole match: its name ("" where it has none), NUL, and a byte for its scope. NULL where no group has a name.
const char *lre_get_groupnames(const uint8_t *code);
/// 1: match, 0: none, below 0: the budget (`opaque`, a long *) or memory is spent. `cbuf_type` 0: 8-bit text, 1: UTF-16.
int lre_exec(uint8_t **captures, const uint8_t *code, const uint8_t *text, int start, int length, int cbuf_type, void *opaque);

/// Full case conversion of one code point: writes up to 3 code points, returns how many. `kind` 0: upper, 1: lower, 2: fold.
int lre_case_conv(uint32_t *result, uint32_t code_point, int kind);
bool lre_is_cased(uint32_t code_point);
bool lre_is_case_ignorable(uint32_t code_point);
bool lre_is_id_start(uint32_t code_point);
bool lre_is_id_continue(uint32_t code_point);
/// UnicodeNormalizationEnum of libunicode.h.
enum { GLUE_NFC = 0, GLUE_NFD, GLUE_NFKC, GLUE_NFKD };
/// Writes a block to be freed with free(); returns its length in code points, or -1 without memory.
int unicode_normalize(uint32_t **result, const uint32_t *text, int length, int form, void *opaque, void *(*reallocate)(void *, void *, size_t));
void *lre_realloc(void *opaque, void *block, size_t size);
/// dtoa: see dtoa.c of QuickJS-NG. `flags`: JS_DTOA_FORMAT_* | JS_DTOA_EXP_* of dtoa.h.
typedef struct { uint64_t memory[37]; } glue_dtoa_memory;
int js_dtoa_max_len(double value, int radix, int digits, int flags);
