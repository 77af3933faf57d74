"""``python -m services.evaluation consume | relay | work | … | import | rebuild-measures``."""

from services.evaluation.feeds.cli import import_command
from services.evaluation.ledger.cli import rebuild_command
from services.evaluation.service import SERVICE
from shared.process import command_line

main = command_line(SERVICE)
main.add_command(import_command(SERVICE))
main.add_command(rebuild_command)

if __name__ == "__main__":
    main()
