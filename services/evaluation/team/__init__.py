"""The team: the one named person in a school who promotes and organises the partnership work."""
