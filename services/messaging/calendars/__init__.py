"""Calendars: files that mails carry, and a private feed that a family subscribes to."""
