// not built
