"""Signing up: families lend a hand at an activity, or bring something, as a slot asks."""
