"""What a newcomer with an old Python is told."""

import subprocess
import sys

from deploy.local.programs import PROJECT

PRETEND = """
import runpy, sys
sys.version_info = (3, 9, 18)
runpy.run_path("deploy/bootstrap.py")
"""


def test_an_old_python_is_refused_with_the_way_out() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRETEND], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "PYTHON=" in done.stderr
