"""Feeds: how a student information system's files become the roster, and what each run did."""
