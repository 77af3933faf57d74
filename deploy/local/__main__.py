"""``python -m deploy.local`` is the ``tuhono`` command."""

from deploy.local.cli import main

main()
