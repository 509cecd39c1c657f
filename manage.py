#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
    from django.core.management import execute_from_command_line

    from workshop.env import Refused

    try:
        execute_from_command_line(sys.argv)
    except Refused as sentence:
        sys.exit(f"Hashira does not start: {sentence}")
    close_pools()


def close_pools() -> None:
    """PostgreSQL's pool has threads, which would be waited for and complained of at the end."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql":
            connection.close_pool()


if __name__ == "__main__":
    main()
