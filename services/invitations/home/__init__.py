"""What invitations puts into the home page."""
