"""Accounts and their sessions: who somebody is across the district, and on which device."""
