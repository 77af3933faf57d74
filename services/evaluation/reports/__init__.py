"""Reports: how partnership is going in a school and across the district. Counts, never people."""
