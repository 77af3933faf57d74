"""The term plan: what is announced and what is in mind, the mix at a glance, what is missing."""
