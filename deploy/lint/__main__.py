"""Prints every fault; ends with 1 when there is one."""

import sys

from deploy.lint import faults

found = faults()
for fault in found:
    sys.stderr.write(f"deploy/{fault}\n")
sys.exit(bool(found))
