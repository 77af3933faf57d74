"""How much each family was invited in a term, to what and by whom, beside what it said to it."""
