"""The ledger: every fact evaluation hears of, kept as it came, and the measures folded from it."""
