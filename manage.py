#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError

    from workshop.env import Refused
    from workshop.web.outages import why_unavailable

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # the letters of a name may be missing in a terminal's encoding
    try:
        connect_without_a_pool()
        execute_from_command_line(sys.argv)
    except Refused as sentence:
        sys.exit(f"Hashira does not start: {sentence}")
    except OperationalError as error:
        if not (reason := why_unavailable(error)):
            raise
        sys.exit(f"PostgreSQL cannot be used: {reason} (Check that it is running and that DATABASE_URL is right.)")


def connect_without_a_pool() -> None:
    """A pool tries again for seconds before it says that nobody answers, and not why; at the end its threads are waited for."""
    from django.conf import settings

    settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)


if __name__ == "__main__":
    main()
