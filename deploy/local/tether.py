"""Become a program that ends when its parent ends: ``tether.py <parent pid | 0> <launch file>``.

The launch file is JSON: ``command``, a list, and ``environment``, added to what is there. Run by
itself, with the standard library only, so that it costs a few milliseconds.
"""

import ctypes
import json
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent, then become the program."""
    parent = int(sys.argv[1])
    with open(sys.argv[2]) as stream:
        launch = json.load(stream)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if parent and os.getppid() != parent:
            # The parent ended before we were tied to it.
            sys.exit(1)
    command = launch["command"]
    os.execve(command[0], command, {**os.environ, **launch["environment"]})  # noqa: S606 - no shell


main()
