"""The web platform: app factory, the frame of every page, errors, languages, safe commands."""
