"""Check-in: who took part in an activity, each family once."""
