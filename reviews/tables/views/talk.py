from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.tables import permissions, queries
from reviews.tables.access import TableRequest, at_the_table
from reviews.tables.forms import TalkForm
from reviews.tables.services import talk
from reviews.tables.views.responses import answer_form, writer_or_403
from workshop.groups.models import Group
from workshop.live.models import Room
from workshop.sessions.models import Session


@require_POST
@at_the_table
def entries(request: TableRequest, session: Session, group: Group, room: Room) -> HttpResponse:
    form = TalkForm(request.POST)

    def say() -> Room:
        author = writer_or_403(request)
        return talk.say(group, queries.review_at(session, group), author=author, **form.cleaned_data)

    if not permissions.may_talk(session):
        form.add_error(None, _("The session is over. The conversation can still be read."))
    context = {"session": session, "group": group}
    return answer_form(request, form, say, "reviews/tables/_talk_form.html", context)
