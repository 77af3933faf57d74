"""Whom an activity is for: chosen by staff, shown before it is sent, and told to each family."""
