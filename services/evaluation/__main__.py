"""``python -m services.evaluation consume | relay | work | … | import | feeds | school``."""

from services.evaluation.feeds.cli import feeds_command, import_command
from services.evaluation.ledger.cli import rebuild_command
from services.evaluation.roster.cli import republish_command
from services.evaluation.schools.cli import school
from services.evaluation.service import SERVICE
from shared.process import command_line

main = command_line(SERVICE)
main.add_command(import_command(SERVICE))
main.add_command(feeds_command(SERVICE))
main.add_command(rebuild_command)
main.add_command(republish_command(SERVICE))
main.add_command(school)

if __name__ == "__main__":
    main()
