"""The demo district "Awanui Valley", and districts of any size for benches. All invented."""

# Whom the README's story is about, where a role has many bearers.
STORY = ("Mele Fifita", "Aroha Parata", "Ana Fifita")
