// The Checking room: see Docs/architecture.md.
