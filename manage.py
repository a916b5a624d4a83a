#!/usr/bin/env python3
"""Run the explorer (``up``), its tests (``test``), or one of Django's commands."""

import os
import sys

from explorer import bootstrap


def main() -> None:
    command, words = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    bootstrap.enter(command)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explorer.settings")
    if command == "test":
        from explorer.services.suite import main as test

        sys.exit(test(words))

    from dotenv import load_dotenv

    load_dotenv(bootstrap.ROOT / ".env")
    if command == "up":
        from explorer.services.up import main as up

        sys.exit(up(words))

    from django.core.management import execute_from_command_line

    from explorer.services.addresses import lend_addresses

    lend_addresses(os.environ)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
