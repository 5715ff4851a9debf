// The Runtimes room: see Docs/architecture.md.
