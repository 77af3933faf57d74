"""What students, families and teachers each got from an activity that took place (S5)."""
