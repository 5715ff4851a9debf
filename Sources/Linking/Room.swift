// The Linking room: see Docs/architecture.md.
