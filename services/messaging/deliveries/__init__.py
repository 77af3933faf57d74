"""Deliveries: one row per notice, person and channel, sent by a worker and told to the district."""
