"""Homework with a turn for the family, or marked for the student alone; and what comes back."""
