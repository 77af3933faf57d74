"""Invitations: what families are asked to join, what they answer, who came, what they do at home."""
