// Rules and runtime profiles as bytes in the binary: see include/embedded_data.h.
