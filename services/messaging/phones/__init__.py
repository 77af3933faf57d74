"""Texts that come back from phones: a digit answers, STOP ends the texts."""
