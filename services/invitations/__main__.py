"""``python -m services.invitations consume | relay | work | indexes | …``."""

from services.invitations.service import SERVICE
from shared.process import run

if __name__ == "__main__":
    run(SERVICE)
