"""Files beside OneRoster's: what they hold, and how their rows become records."""
