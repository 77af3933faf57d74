"""The demo district "Awanui Valley", and districts of any size for benches. All invented."""
