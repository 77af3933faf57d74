"""The school's catalogue of ways to take part, which families and the team add to."""
