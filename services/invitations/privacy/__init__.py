"""Privacy: what is kept about a person, a copy of it, forgetting it; and what time lets go."""
