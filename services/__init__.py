"""The three services. They import nothing of each other: they meet only in ``shared.events``."""
