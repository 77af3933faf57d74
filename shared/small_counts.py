"""Under how many families a count says too much about each of them. Pure; used by every service.

Source: product.md R7.
"""

SMALLEST_SHOWN = 10
"""A group of fewer families is not shown, nor can be worked out from what is shown."""
