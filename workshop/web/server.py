"""The web process: `python -m workshop.web.server` runs uvicorn with our settings, on the HOST and PORT of the environment.

Given file descriptors, it serves the sockets that `serve` opened. They stay open while a web process that ended is started
again, so no connection is refused.
"""

import argparse
import resource
import socket
import sys
from contextlib import suppress
from typing import Any

import django
import uvicorn
from django.core.exceptions import ImproperlyConfigured

from workshop import env
from workshop.web import schema_state

OURS: dict[str, Any] = {
    "app": "workshop.asgi:application",
    "http": "workshop.web.http_protocol:Deadlines",
    "ws": "workshop.web.websocket_protocol:RawFrames",
    "ws_per_message_deflate": False,
    "ws_max_size": 65536,
    "access_log": False,
    "log_config": None,  # settings.LOGGING applies
    "log_level": "warning",
    "server_header": False,
    "proxy_headers": False,  # live/client_addresses.py reads the address, and Django reads X-Forwarded-Proto
}

FILES = 65_536  # open files, as in the shipped systemd unit: each open page has a socket


def serve_on(descriptors: list[int]) -> None:
    config = uvicorn.Config(**OURS, timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor) for descriptor in descriptors])


def serve_by_environment() -> None:
    """Run PROCESSES processes at HOST and PORT. Errors in the environment are reported once, before any process starts."""
    try:
        if reason := env.why_alone_is_wrong():
            raise env.Refused(reason)
        django.setup()  # reads every variable
        host = env.text("HOST") or "127.0.0.1"
        if reason := schema_state.why_not_to_start():
            raise env.Refused(reason)
        port, processes = env.number("PORT", 8000, least=1, most=65535), env.number("PROCESSES", 2, least=1, most=64)
    except ImproperlyConfigured as sentence:
        sys.exit(f"Hashira does not start: {sentence}")
    uvicorn.run(**OURS, host=host, port=port, workers=processes, timeout_graceful_shutdown=10)


def allow_many_files() -> None:
    """Raise the limit of open files. The usual 1,024 are used up by a thousand pages, or by one stranger's sockets."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    with suppress(ValueError, OSError):  # macOS has another, lower limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> None:
    allow_many_files()
    parser = argparse.ArgumentParser()
    parser.add_argument("descriptors", nargs="*", type=int)
    if descriptors := parser.parse_args().descriptors:
        serve_on(descriptors)
    else:
        serve_by_environment()


if __name__ == "__main__":
    main()
