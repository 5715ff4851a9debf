// The Machine room: see Docs/architecture.md.
