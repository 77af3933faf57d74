"""Conversations: a guardian and a child's teacher write to each other about the child."""
