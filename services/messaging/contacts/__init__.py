"""How people are reached: the effective address and language of each, and who has no way yet."""
