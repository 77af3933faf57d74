"""The roster: what the feeds said of schools and people, and what each school was told."""
