"""Reading the demonstration's mail in the browser; in production there is no such page."""
