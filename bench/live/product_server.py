"""Our server: the product's application, with additional addresses by which the client makes it tell. `product_server PORT [--plain]`

`/post/`         notifies the main room of the post, as a service does after its commit. The version is the database's plus
                 the number in the post: the client counts, so that two processes agree without asking. With
                 BENCH_COUNTED there is no heartbeat, since it would say that the database has an older version.
`/post/written/` writes the post first, in one transaction with an INSERT and `tell()`, in one thread that keeps its connection.
`/post/said/GROUP/` posts an entry at this group's table, as one of its members, in the same thread.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import uvicorn
from django.db import transaction
from django.utils import timezone

from workshop import asgi
from workshop.web.server import OURS

from reviews.comments.models import Comment  # isort: skip  the applications are loaded by the line above
from reviews.pillars.queries import current_review  # isort: skip
from reviews.tables.services import talk  # isort: skip
from reviews.tables.writers import Writer  # isort: skip
from workshop.groups.models import Group  # isort: skip
from workshop.live import notifier, hub, rooms  # isort: skip
from workshop.live.models import Room  # isort: skip

_writer = ThreadPoolExecutor(1, "writer")
if os.environ.get("BENCH_COUNTED"):
    hub.BEAT_EVERY = 86_400.0


async def application(scope: dict, receive, send) -> None:
    if scope["type"] == "websocket" and scope["path"].startswith("/post/"):
        await post(scope, receive, send)
    else:
        await asgi.application(scope, receive, send)


async def post(scope: dict, receive, send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    if scope["path"].startswith("/post/said/"):
        await said(UUID(scope["path"].split("/")[3]), receive)
        return
    main_room = await asyncio.to_thread(Room.objects.select_related("session").get, kind=Room.Kind.MAIN)
    written = scope["path"] == "/post/written/"
    while (event := await receive())["type"] == "websocket.receive":
        text = event["text"]
        if written:
            await asyncio.get_running_loop().run_in_executor(_writer, write, main_room, text)
        else:
            version = main_room.version + int(text.split("~", 2)[1])
            frame = rooms.told_frame(main_room.pk, version - 1, version, "entry", f"<li>{text}</li>")
            notifier.notify_room(main_room.pk, version - 1, version, {"en": frame})


async def said(group_id: UUID, receive) -> None:
    loop = asyncio.get_running_loop()
    speak = await loop.run_in_executor(_writer, speaker, group_id)
    while (event := await receive())["type"] == "websocket.receive":
        await loop.run_in_executor(_writer, speak, event["text"])


def speaker(group_id: UUID) -> Callable[[str], object]:
    """A function that posts a text as a member of the table, about the current pillar."""
    group = Group.objects.select_related("round__session").get(pk=group_id)
    member = group.members.select_related("participant").last()
    review = current_review(group.round.session_id)
    return lambda text: talk.say(group, review, author=Writer(member.participant), client_id=uuid4(), text=text)


@transaction.atomic
def write(main_room: Room, text: str) -> None:
    Comment.objects.create(session_id=main_room.session_id, text=text, batch=timezone.now(), hash=uuid4().hex)
    rooms.tell(main_room, "entry", "bench/entry.html", {"text": text})


if __name__ == "__main__":
    plain = {"ws": "websockets-sansio"} if "--plain" in sys.argv else {}
    uvicorn.run(**OURS | {"app": application} | plain, host="127.0.0.1", port=int(sys.argv[1]), backlog=4096)
