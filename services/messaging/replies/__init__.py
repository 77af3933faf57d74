"""Answers that come back by text or on paper, told to the service that asked, and what became."""
