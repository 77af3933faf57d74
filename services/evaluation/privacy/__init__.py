"""Privacy: who asked for their data or to be forgotten, what came of it, and legal holds."""
