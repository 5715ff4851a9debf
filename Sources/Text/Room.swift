// The Text room: see Docs/architecture.md.
