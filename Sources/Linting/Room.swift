// The Linting room: see Docs/architecture.md.
