// The Reporting room: see Docs/architecture.md.
