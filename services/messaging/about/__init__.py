"""What everybody may read about these pages: who sees what, and how usable they are."""
