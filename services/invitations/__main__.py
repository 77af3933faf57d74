"""``python -m services.invitations consume | relay | work | indexes | … | retention``."""

from services.invitations.privacy.cli import retention_command
from services.invitations.service import SERVICE
from shared.process import command_line

main = command_line(SERVICE)
main.add_command(retention_command)

if __name__ == "__main__":
    main()
