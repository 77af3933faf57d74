"""Reading OneRoster CSV packages: pure of store, web and clock."""
