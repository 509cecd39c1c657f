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


if __name__ == "__main__":
    main()
