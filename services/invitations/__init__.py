"""Invitations: what families are asked to join, their answers, who came, home learning."""
