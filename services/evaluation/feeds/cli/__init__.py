"""``python -m services.evaluation feeds …``, which ``tuhono feeds`` calls."""

from services.evaluation.feeds.cli.commands import feeds_command, import_command
from services.evaluation.feeds.cli.running import run_import

__all__ = ["feeds_command", "import_command", "run_import"]
