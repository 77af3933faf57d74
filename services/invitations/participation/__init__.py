"""How a family chooses to take part, owned by the family: ways, times, interests, offers, help."""
