// The Syntax room: see Docs/architecture.md.
