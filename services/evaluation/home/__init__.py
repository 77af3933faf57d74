"""What evaluation puts into the home page."""
