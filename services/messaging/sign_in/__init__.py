"""Signing in: families ask for a link, staff come by their school's identity provider."""
