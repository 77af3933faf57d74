"""Notices: what events mean for people, and the words for it; one folder of words per notice."""
