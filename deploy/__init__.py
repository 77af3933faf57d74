"""How Tūhono runs: one table of processes, one of prefixes, one of topics."""
