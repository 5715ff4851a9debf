// The Evaluation room: see Docs/architecture.md.
