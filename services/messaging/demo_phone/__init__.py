"""The demonstration's phones: a gateway that keeps every text to itself, and a page to answer."""
