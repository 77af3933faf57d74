"""Paper: a sheet in the home language with a code, and the answer that the office keys in."""
