"""Links that open a door: sign-in links (once, 15 minutes) and purpose links (one thing, often)."""
