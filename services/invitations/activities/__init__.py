"""Activities: announcing them with an invitation for every family, and how the answers stand."""
