"""Which guardians share a household: what a school confirms and tells apart."""
