"""The ASGI application: every request and every socket comes in here."""

import gc
import os

import django
from channels.routing import URLRouter
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django.setup(set_prefix=False)

from workshop.live.lifespan import lifespan  # noqa: E402  what follows needs the apps that were loaded above
from workshop.live.request_queues import ClientDisconnected  # noqa: E402
from workshop.live.socket import live  # noqa: E402
from workshop.people.guess_throttling import GuessThrottle  # noqa: E402
from workshop.web.handler import Pages  # noqa: E402
from workshop.web.page_cache.cache import PageCache  # noqa: E402
from workshop.web.refusals import Refused, refuse  # noqa: E402
from workshop.web.request_bodies import RequestBodies  # noqa: E402
from workshop.web.request_checks import normalized, what_is_wrong  # noqa: E402
from workshop.web.request_threads import Threads  # noqa: E402
from workshop.web.static import static_files  # noqa: E402


def refused_socket(code: int):
    async def close(scope: dict, receive, send) -> None:
        await receive()  # websocket.connect
        await send({"type": "websocket.close", "code": code})

    return close


malformed = refused_socket(4400)
sockets = URLRouter([path("live/", live), re_path("", refused_socket(4404))])  # type: ignore[arg-type]
files = static_files()
bodies = RequestBodies()
pages = Threads(Pages())
page_cache = PageCache(pages)
guesses = GuessThrottle(pages)  # of join codes and passwords


async def application(scope: dict, receive, send) -> None:
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
        return
    scope = normalized(scope)
    refused = what_is_wrong(scope)
    if scope["type"] == "websocket":
        await (malformed if refused else sockets)(scope, receive, send)
    elif refused:
        await refuse(scope, send, refused)
    elif files.has(scope["path"]):
        await files(scope, receive, send)
    else:
        try:
            async with bodies.whole(scope, receive) as (scope, receive):
                if await page_cache.answers(scope, send):
                    return
                if guesses.throttles(scope):
                    await guesses(scope, receive, send)
                else:
                    async with guesses.waits_for(scope):
                        await pages(scope, receive, send)
        except Refused as refusal:
            await refuse(scope, send, refusal)
        except ClientDisconnected:
            return


# The objects that exist now live as long as the process, so the garbage collector need not examine them.
gc.collect()
gc.freeze()
