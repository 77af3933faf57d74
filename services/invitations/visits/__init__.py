"""Visits: staff and a family meet where the family likes, with its consent, and learn."""
