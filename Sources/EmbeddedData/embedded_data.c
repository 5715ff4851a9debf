// Rules and runtime profiles as bytes in the binary: see include/embedded_data.h.
#include "embedded_data.h"

#if !__has_embed("../../.fetched/rules.pack")
#error ".fetched/rules.pack is missing: run scripts/bootstrap (or scripts/embed-rules)"
#endif

static const unsigned char rules[] = {
#embed "../../.fetched/rules.pack"
};

const unsigned char *embedded_rules(void) { return rules; }
size_t embedded_rules_length(void) { return sizeof rules; }
