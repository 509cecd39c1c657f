"""The application as a web server: uvicorn in a thread of the test process, on the test database and a real Redis."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from django.conf import settings

from workshop.asgi import application
from workshop.web.assets.storage import JOINED
from workshop.web.http_protocol import Deadlines
from workshop.web.static import StaticFiles
from workshop.web.websocket_protocol import RawFrames


@contextmanager
def serving(http: type[Deadlines] = Deadlines) -> Iterator[str]:
    """Where the application listens, its sockets and static files with it; style sheets and modules are one, as collected."""
    static = settings.BASE_DIR / "static"
    files = StaticFiles(application, root=static, prefix="static")
    with TemporaryDirectory() as folder:
        for name, joined in JOINED.items():
            whole = Path(folder, name)
            whole.parent.mkdir(exist_ok=True)
            whole.write_text(joined(name, lambda part: (static / part).read_text()))
        files.add_files(folder, "static")
        with listening(files, http) as address:
            yield address


@contextmanager
def listening(files: StaticFiles, http: type[Deadlines] = Deadlines) -> Iterator[str]:
    config = uvicorn.Config(
        files,
        port=0,
        lifespan="on",
        http=http,
        ws=RawFrames,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    ready = threading.Event()
    started = server.startup

    async def startup(sockets=None) -> None:
        await started(sockets)
        ready.set()

    server.startup = startup
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    assert ready.wait(60), "the web server did not start within a minute"
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(60)
