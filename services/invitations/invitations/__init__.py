"""Invitations: one per guardian and activity, with the answer, the seat and the waiting list."""
