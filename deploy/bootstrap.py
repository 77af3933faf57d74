"""Make the virtual environment and install into it, telling how far it is.

``python3 deploy/bootstrap.py local dev`` with any Python 3: this file must stay readable for old
ones, so that they can say what is wrong with them. It uses the standard library only.
"""

import os
import subprocess
import sys

NEEDED = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")


def main() -> None:
    """Install the extras named on the command line, in the versions of constraints.txt."""
    if sys.version_info < NEEDED:
        fail(
            "Python 3.11 or newer is needed; {} is {}.{}.".format(
                sys.executable, *sys.version_info[:2]
            ),
            "Name another one: make run PYTHON=/path/to/python3.12",
        )
    make_environment()
    install(*sys.argv[1:])


def make_environment() -> None:
    """Make ``.venv`` unless it is there and works."""
    if os.path.exists(PYTHON) and subprocess.call([PYTHON, "-c", "import pip"]) == 0:
        return
    say("Making a virtual environment in .venv")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
        fail(
            "Python cannot make a virtual environment (see above).",
            "On Debian and Ubuntu its part for that is a package: apt install python3-venv",
        )


def install(*extras: str) -> None:
    """Install the project with ``extras``; one line tells what is being fetched."""
    say(f"Installing Python packages for: {', '.join(extras)} (the first time: a minute or two)")
    constraints = os.path.join(ROOT, "constraints.txt")
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--constraint", constraints, "--editable", f"{ROOT}[{','.join(extras)}]"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    lines = []
    with open(constraints) as stream:
        expected = sum("==" in line for line in stream)
    for line in process.stdout or ():
        lines.append(line.rstrip())
        if line.startswith("Collecting "):
            count = sum(each.startswith("Collecting ") for each in lines)
            progress(f"  {count} of at most {expected}: {line.split()[1]}")
        elif line.startswith("Installing collected"):
            progress("  unpacking")
    progress("")
    if process.wait() != 0:
        fail("pip could not install the packages:", *lines[-15:])


def progress(text: str) -> None:
    """Show ``text`` in place of the last progress; nothing where nobody looks."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + text)
        sys.stderr.flush()


def say(text: str) -> None:
    """Tell one step."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def fail(*lines: str) -> None:
    """End with the reason."""
    for line in lines:
        say(line)
    sys.exit(1)


main()
