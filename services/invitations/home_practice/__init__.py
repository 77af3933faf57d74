"""Home practice: what families tell they did with a child at home. Never mixed with attendance."""
