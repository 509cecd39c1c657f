"""The stock server with pages: page, state and post as plain views, messages by `group_send`. `stock_site_server PORT`

As in tutorials, the person comes from the session, each write is committed separately, every response is rendered for its
request, and each socket looks up its session and joins its group.
"""

from __future__ import annotations

import json
import os
import sys
from uuid import UUID

import uvicorn
from asgiref.sync import async_to_sync
from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import include, path
from django.views.decorators.http import require_GET, require_POST

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.live.stock_settings"
pages = get_asgi_application()

from reviews.comments.models import Comment  # noqa: E402
from reviews.pillars.models import PillarReview  # noqa: E402
from reviews.tables.forms import FindingForm  # noqa: E402
from reviews.tables.models import Finding  # noqa: E402
from workshop.groups.models import Group  # noqa: E402
from workshop.people.models import Participant  # noqa: E402
from workshop.sessions.models import Session  # noqa: E402
from workshop.web.server import OURS  # noqa: E402


def person_of(request: HttpRequest, session: UUID) -> Participant:
    return get_object_or_404(Participant, pk=request.session.get("participant"), session=session)


@require_GET
def main_room(request: HttpRequest, session: UUID) -> HttpResponse:
    return render(
        request, "bench/main_room.html", {"session": Session.objects.get(pk=session), "me": person_of(request, session)}
    )


@require_GET
def state(request: HttpRequest, session: UUID) -> HttpResponse:
    """The comments shown so far."""
    person_of(request, session)
    comments = list(Comment.objects.filter(session=session, state__in=Comment.VISIBLE))
    counts = {"shown": len(comments), "discussed": sum(comment.state != "shown" for comment in comments)}
    context = {"session": Session.objects.get(pk=session), "comments": comments, "counts": counts}
    return render(request, "reviews/comments/_comments.html", context)


@require_POST
def report_finding(request: HttpRequest, session: UUID, group: UUID) -> HttpResponse:
    person = person_of(request, session)
    group = get_object_or_404(Group, pk=group, members__participant=person)
    form = FindingForm(request.POST)
    context = {"session": person.session, "group": group}
    if not form.is_valid():
        return render(request, "reviews/tables/_finding_form.html", context | {"form": form}, status=422)
    review = PillarReview.objects.get(review__session=session, state=PillarReview.State.OPEN)
    finding = Finding.ever.create(pillar_review=review, group=group, participant=person, digest="", **form.cleaned_data)
    count = Finding.objects.filter(pillar_review=review, group=group).count()
    told = context | {"review": review, "finding": finding, "count": count, "open": True}
    html = render_to_string("reviews/tables/_finding_told.html", told)
    async_to_sync(get_channel_layer().group_send)(f"room.{group.pk}", {"type": "told", "html": html})
    return render(request, "reviews/tables/_finding_form.html", context | {"form": FindingForm()})


class RoomConsumer(AsyncWebsocketConsumer):
    """The room of the group or session in the address. A socket without either has no identity and only listens."""

    async def connect(self):
        self.room_group_name = f"room.{self.scope['url_route']['kwargs']['room']}"
        participant = await database_sync_to_async(self.scope["session"].get)("participant")
        if participant and not await Participant.objects.filter(pk=participant).aexists():
            await self.close()
            return
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        """Answer the client's first frame, so that it knows that it is subscribed."""
        await self.send(text_data=json.dumps({"kind": "subscribed", "v": 0}))

    async def told(self, event):
        await self.send(text_data=json.dumps({"kind": "told", "what": "finding", "html": event["html"]}))


urlpatterns = [
    path("s/<uuid:session>/main/", main_room),
    path("s/<uuid:session>/comments/", state),
    path("s/<uuid:session>/tables/<uuid:group>/findings/", report_finding),
    path("", include("workshop.urls")),  # for the addresses that the templates name
]
consumers = URLRouter([path("live/<uuid:room>/", RoomConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": pages, "websocket": AuthMiddlewareStack(consumers)})

if __name__ == "__main__":
    how = OURS | {"app": application, "ws": "websockets-sansio", "lifespan": "off"}
    uvicorn.run(**how, host="127.0.0.1", port=int(sys.argv[1]), backlog=4096)
