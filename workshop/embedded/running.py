"""Where Hashira runs, for commands that print links."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from workshop import env
from workshop.embedded import lock


def address() -> str:
    """What our addresses begin with: of the `serve` that runs from this folder, or else of the host that the settings name."""
    serving = lock.holder(Path(settings.VAR_DIR) / "run" / "serve.lock")
    if serving:
        return serving.rpartition(" ")[2].rstrip("/")
    named = [host for host in env.hosts("ALLOWED_HOSTS") if not host.startswith(".")]
    if named:
        return f"{'https' if settings.TLS else 'http'}://{named[0]}"
    return f"http://127.0.0.1:{env.number('PORT', 8000, least=1, most=65535)}"
