"""``python -m services.messaging consume | relay | work | indexes | … | demo-links``."""

from services.messaging.links.demo import demo_links
from services.messaging.service import SERVICE
from shared.process import command_line

main = command_line(SERVICE)
main.add_command(demo_links)

if __name__ == "__main__":
    main()
