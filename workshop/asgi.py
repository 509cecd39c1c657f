"""The ASGI application: checks of requests, static files, the shared-page cache, Django's pages and the socket."""

import gc
import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django.setup(set_prefix=False)

from workshop.live.lifespan import lifespan  # noqa: E402
from workshop.live.socket import live  # noqa: E402
from workshop.people.guess_throttling import GuessThrottle  # noqa: E402
from workshop.web.handler import Pages  # noqa: E402
from workshop.web.page_cache.cache import PageCache  # noqa: E402  what follows needs the apps that were loaded above
from workshop.web.request_bodies import Bodies  # noqa: E402
from workshop.web.request_checks import WellFormed  # noqa: E402
from workshop.web.request_threads import Threads  # noqa: E402
from workshop.web.static import with_static_files  # noqa: E402


async def not_found(scope: dict, receive, send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4404})


threads = Threads(Pages())
application = WellFormed(
    with_static_files(
        ProtocolTypeRouter(
            {
                "http": Bodies(PageCache(GuessThrottle(threads))),
                "websocket": URLRouter([path("live/", live), re_path("", not_found)]),  # type: ignore[arg-type]
                "lifespan": lifespan,
            }
        )
    )
)

# The objects that exist now live as long as the process, so the garbage collector need not examine them.
gc.collect()
gc.freeze()
