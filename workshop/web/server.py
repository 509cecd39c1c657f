"""The web process, as we run uvicorn. `python -m workshop.web.server` listens where the environment says.

With descriptors it takes the sockets that `serve` opened: they stay open while a fallen web process comes back; nobody is
refused.
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
    "log_config": None,  # by settings.LOGGING, like everything else
    "log_level": "warning",
    "server_header": False,
    "proxy_headers": False,  # nobody's address is asked for, and TLS is told by X-Forwarded-Proto, to Django
}

FILES = 65_536  # as many as the shipped unit allows: each page keeps a socket open


def serve_on(descriptors: list[int]) -> None:
    config = uvicorn.Config(**OURS, timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor) for descriptor in descriptors])


def serve_by_environment() -> None:
    """PROCESSES processes behind a proxy, at HOST and PORT. What is wrong is said once, before any of them starts."""
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
    """A shell often allows 1,024, which a thousand pages, or as many sockets of a single stranger, use up."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    with suppress(ValueError, OSError):  # macOS has one more limit
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
