"""The home page of everybody, and the page that shows the demo's mail."""
