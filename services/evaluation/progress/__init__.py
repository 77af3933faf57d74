"""A child's days and work: attendance and the gradebook as the feeds tell them, for home."""
