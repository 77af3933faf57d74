"""One activity that the district announces to everybody of its schools."""
