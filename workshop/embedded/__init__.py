"""The embedded mode: one command that starts a store, the workers, beat and the web, and ends them all."""
