"""Conferences: rounds of talks and teachers' short talks, booked by families, kept by both."""
