// The Packaging room: see Docs/architecture.md.
