"""Evaluation: the roster from the school's system, and what families took part in."""
