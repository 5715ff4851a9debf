// The Usage room: see Docs/architecture.md.
