"""What supervisord is told of a run: every program, in groups, none started by itself."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from deploy.local.programs import Program, prepare_launch
from deploy.local.state import Run

# Started in this order; stopped the other way round, each group as a whole.
GROUPS = ("servers", "services", "front")
# A Unix socket's path has room for about a hundred bytes.
LONGEST_SOCKET_PATH = 90


def render_configuration(run: Run, programs: list[Program]) -> str:
    """The supervisord configuration of a run. Nothing starts by itself: `up` goes in phases."""
    # It asks root to say that root is meant.
    user = "user=root" if os.geteuid() == 0 else ""
    head = f"""\
[supervisord]
nodaemon=true
{user}
pidfile={run.folder}/supervisord.pid
logfile=/dev/stdout
logfile_maxbytes=0
loglevel=warn
minfds=1024

[unix_http_server]
file={socket_path(run)}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

"""
    sections = (_program_section(program) for program in programs)
    return head + "\n".join((*sections, *_group_sections(programs)))


def socket_path(run: Run) -> Path:
    """Where this run's supervisord listens."""
    path = run.folder / "supervisor.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tuhono-{os.getuid()}-{name}.sock"


def _program_section(program: Program) -> str:
    command = " ".join(f'"{part}"' for part in prepare_launch(program))
    return f"""\
[program:{program.name}]
command={_escaped(command)}
directory={_escaped(str(program.directory))}
autostart=false
autorestart=true
startsecs=1
startretries=1000
stopwaitsecs={program.stop_seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile={_escaped(str(program.log))}
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=1
"""


def _group_sections(programs: list[Program]) -> Iterable[str]:
    for priority, group in enumerate(GROUPS, start=1):
        members = ",".join(program.name for program in programs if program.group == group)
        if members:
            yield f"[group:{group}]\nprograms={members}\npriority={priority}\n"


def _escaped(text: str) -> str:
    # supervisord expands %(…)s.
    return text.replace("%", "%%")
