"""Our server: the product's own application, and beside it `/post/` by which the client makes it tell. `ours PORT [--plain]`

`/post/`         rings the hall with what came, as a service does after its commit. Versions go on from the
                 database's by the number in the post: the client counts, so that two processes agree without asking.
`/post/written/` first writes it: one transaction with an INSERT and `tell()`, by one thread that keeps its connection.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import uvicorn
from django.db import transaction
from django.utils import timezone

from workshop import asgi
from workshop.serving.web import OURS

from reviews.comments.models import Comment  # isort: skip  the applications are loaded by the line above
from workshop.live import bells, rooms  # isort: skip
from workshop.live.models import Room  # isort: skip

_writer = ThreadPoolExecutor(1, "writer")


async def application(scope: dict, receive, send) -> None:
    if scope["type"] == "websocket" and scope["path"].startswith("/post/"):
        await post(scope, receive, send)
    else:
        await asgi.application(scope, receive, send)


async def post(scope: dict, receive, send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    hall = await asyncio.to_thread(Room.objects.select_related("session").get, kind=Room.Kind.HALL)
    written = scope["path"] == "/post/written/"
    while (event := await receive())["type"] == "websocket.receive":
        text = event["text"]
        if written:
            await asyncio.get_running_loop().run_in_executor(_writer, write, hall, text)
        else:
            version = hall.version + int(text.split("~", 2)[1])
            frame = rooms.told_frame(hall.pk, version - 1, version, "entry", f"<li>{text}</li>")
            bells.ring_room(hall.pk, version - 1, version, {"en": frame})


@transaction.atomic
def write(hall: Room, text: str) -> None:
    Comment.objects.create(session_id=hall.session_id, text=text, batch=timezone.now(), hash=uuid4().hex)
    rooms.tell(hall, "entry", "bench/entry.html", {"text": text})


if __name__ == "__main__":
    plain = {"ws": "websockets-sansio"} if "--plain" in sys.argv else {}
    uvicorn.run(**OURS | {"app": application} | plain, host="127.0.0.1", port=int(sys.argv[1]), backlog=4096)
