"""ASGI's lifespan: starts the hub with the server and stops it before the loop ends."""

from workshop import env
from workshop.live import hub


async def lifespan(scope: dict, receive, send) -> None:
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            if reason := env.why_alone_is_wrong():
                await send({"type": "lifespan.startup.failed", "message": reason})
                return
            hub.of_this_process()
            await send({"type": "lifespan.startup.complete"})
        elif event["type"] == "lifespan.shutdown":
            hub.of_this_process().stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
