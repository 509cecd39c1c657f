"""Every address × method × role × session. Made from the router: a route without a row fails."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db.models.functions import Now
from django.urls import reverse

from reviews.comments.models import Comment
from reviews.summaries.models import Summary
from reviews.tables.models import Entry, Finding
from tests.actors import Browser, Day, make_session, user
from tests.routes import routes
from workshop.accounts.links import sign_in_token
from workshop.people import memberships
from workshop.sessions import links, moves
from workshop.sessions.models import Facilitator

pytestmark = pytest.mark.django_db

ROLES = ("stranger", "eve", "zoe", "member", "neighbour", "late", "observer", "co", "lead")
OUTSIDE = {"stranger": 404, "eve": 404, "zoe": 404}
TO_SIGN_IN = {"stranger": 302, "eve": 302, "member": 302, "neighbour": 302, "late": 302}


def everyone(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def in_the_session(status: int = 200) -> dict[str, int]:
    return everyone(status) | OUTSIDE


def at_the_table(status: int, observer: int | None = None) -> dict[str, int]:
    return everyone(status) | OUTSIDE | {"neighbour": 404, "late": 404, "observer": observer or status}


def facilitators(status: int, observer: int = 403) -> dict[str, int]:
    return everyone(status) | TO_SIGN_IN | {"zoe": 404, "observer": observer}


def participants(status: int) -> dict[str, int]:
    return everyone(404) | dict.fromkeys(("member", "neighbour", "late"), status)


def signed_in(status: int) -> dict[str, int]:
    return everyone(status) | TO_SIGN_IN


# route: (method, what is posted, role → status)
ROWS = {
    "workshop:front": ("GET", {}, everyone(200)),
    "workshop:code": ("POST", {"code": "WRONG"}, everyone(422)),
    "workshop:join": ("GET", {}, everyone(200)),
    "workshop:personal-link": ("GET", {}, everyone(200)),
    "workshop:leave": ("GET", {}, everyone(404) | dict.fromkeys(("member", "neighbour", "late"), 200)),
    "workshop:sign-in": ("GET", {}, everyone(200) | dict.fromkeys(("zoe", "observer", "co", "lead"), 302)),
    "workshop:sign-in-once": ("GET", {}, everyone(200)),
    "workshop:sign-out": ("POST", {}, everyone(302)),
    "workshop:language": ("GET", {}, everyone(302)),
    "workshop:here": ("GET", {}, everyone(200)),  # nothing, since no room is named
    "workshop:sessions": ("GET", {}, signed_in(200)),
    "workshop:session": ("GET", {}, in_the_session(302)),
    "workshop:password": ("GET", {}, signed_in(200)),
    "workshop:way": ("GET", {}, in_the_session()),
    "workshop:person": ("GET", {}, facilitators(200)),
    "workshop:person-table": ("POST", {"group": "x"}, facilitators(422)),  # there is no such table
    "workshop:person-name": ("POST", {"name": "Ben", "company": "Oru Dairy"}, facilitators(204)),
    "workshop:person-link": ("POST", {}, facilitators(200)),
    "workshop:person-removal": ("POST", {}, facilitators(204)),
    "workshop:roster": ("GET", {}, facilitators(200, observer=200)),
    "workshop:roster-pane": ("GET", {}, facilitators(200, observer=200)),
    "workshop:you": ("GET", {}, participants(200)),
    "workshop:your-link": ("POST", {}, participants(302)),
    "workshop:your-correction": ("POST", {}, participants(200)),
    "workshop:person-return": ("POST", {}, facilitators(204)),
    "workshop:main-room": ("GET", {}, in_the_session()),
    "workshop:old-main-room": ("GET", {}, everyone(302)),  # redirects to the main room, which checks access
    "workshop:me": ("GET", {}, in_the_session()),
    "workshop:desk": ("GET", {}, facilitators(200, observer=200)),
    "workshop:desk-screen": ("GET", {}, facilitators(302, observer=302)),
    "workshop:screen-link": ("GET", {}, facilitators(200)),
    "workshop:capacity": ("GET", {}, facilitators(200)),
    "workshop:rounds": ("POST", {"after_round": "9"}, facilitators(204)),
    "workshop:ending": ("POST", {"seen": "SEEN", "sure": "1"}, facilitators(204) | {"lead": 409}),
    # the lead presses on a state that the colleague's press has changed, and is told so
    "workshop:stage-extension": ("POST", {"minutes": "2", "seen": "SEEN"}, facilitators(204) | {"lead": 409}),
    "workshop:stage-end": ("POST", {"seen": "SEEN"}, facilitators(204) | {"lead": 409}),
    "workshop:stage-pause": ("POST", {"seen": "SEEN"}, facilitators(204) | {"lead": 409}),
    "workshop:stage-resumption": ("POST", {"seen": "SEEN"}, facilitators(204)),
    "workshop:stage-skip": ("POST", {"seen": "SEEN"}, facilitators(204)),
    "workshop:stage-return": ("POST", {"seen": "SEEN"}, facilitators(204)),
    "reviews:lenses": ("GET", {}, signed_in(200)),
    "reviews:lens-import": ("GET", {}, signed_in(200)),
    "reviews:lens": ("GET", {}, signed_in(302)),
    "reviews:lens-version": ("GET", {}, signed_in(200)),
    "reviews:lens-pillar": ("GET", {}, signed_in(200)),
    "reviews:lens-question": ("GET", {}, signed_in(200)),
    "reviews:lens-rules": ("GET", {}, signed_in(200)),
    "reviews:lens-check": ("GET", {}, signed_in(200)),
    "reviews:lens-changes": ("GET", {}, signed_in(200)),
    "reviews:lens-print": ("GET", {}, signed_in(200)),
    "reviews:lens-export": ("GET", {}, signed_in(200)),
    "reviews:lens-file": ("GET", {}, signed_in(200)),
    # it is published already, so nothing happens
    "reviews:lens-companion": ("GET", {}, signed_in(200)),
    "reviews:lens-publication": ("POST", {"step": "minor"}, signed_in(302)),
    "reviews:lens-discarding": ("POST", {}, signed_in(302)),
    "reviews:session-new": ("GET", {}, signed_in(200)),
    "reviews:stage-start": ("POST", {"seen": "SEEN"}, facilitators(204)),
    "reviews:undoing": ("POST", {"seen": "SEEN"}, facilitators(204) | {"lead": 409}),
    "reviews:stage": ("GET", {}, in_the_session()),
    "reviews:strip": ("GET", {}, in_the_session()),
    "reviews:coming": ("GET", {}, in_the_session()),
    "reviews:agenda": ("GET", {}, facilitators(200, observer=200)),
    "reviews:now": ("GET", {}, facilitators(200, observer=200)),
    "reviews:scenario": ("GET", {}, in_the_session()),
    "reviews:old-screen": ("GET", {}, everyone(302)),  # redirects to the screen, which checks access
    "reviews:screen-stage": ("GET", {}, everyone(200)),
    "reviews:table": ("GET", {}, at_the_table(200)),
    "reviews:talk": ("GET", {}, at_the_table(200)),
    "reviews:board": ("GET", {}, at_the_table(200)),
    "reviews:questions": ("GET", {}, at_the_table(200)),
    "reviews:people": ("GET", {}, at_the_table(200)),
    "reviews:entries": ("POST", {"text": "Hello"}, at_the_table(200, observer=403)),
    # a message belongs to its writer alone
    "reviews:entry": ("GET", {}, at_the_table(404, observer=403) | {"member": 200}),
    "reviews:entry-edits": (
        "POST",
        {"text": "Hello again", "revision": "0"},
        at_the_table(404, observer=403) | {"member": 200},
    ),
    "reviews:entry-deletion": ("POST", {}, at_the_table(404, observer=403) | {"member": 200}),
    "reviews:findings": ("POST", {"title": "One", "risk": "high"}, at_the_table(200, observer=403)),
    "reviews:finding": ("GET", {}, at_the_table(200, observer=403)),
    # the facilitators save after the member, and are shown what the member wrote
    "reviews:edits": (
        "POST",
        {"title": "Two", "risk": "none", "revision": "0"},
        at_the_table(422, observer=403) | {"member": 200},
    ),
    "reviews:deletion": ("POST", {"revision": "0"}, at_the_table(200, observer=403)),
    # nobody has deleted the finding of this revision
    "reviews:return": ("POST", {"revision": "0"}, at_the_table(409, observer=403)),
    "reviews:history": ("GET", {}, at_the_table(200)),
    "reviews:answers": ("POST", {"applicable": "0"}, at_the_table(204, observer=403)),
    "reviews:focus": ("POST", {"question": "QUESTION"}, at_the_table(204, observer=403)),
    "reviews:presentation": ("GET", {}, in_the_session()),
    "reviews:regrouping": ("GET", {}, facilitators(200)),
    "reviews:group-cards": ("GET", {}, facilitators(200, observer=200)),
    "reviews:summaries": ("GET", {}, in_the_session()),
    "reviews:desk-summaries": ("GET", {}, facilitators(200, observer=200)),
    "reviews:summary-file": ("GET", {}, in_the_session()),
    "reviews:closure": ("POST", {"seen": "SEEN", "sure": "1"}, facilitators(204) | {"lead": 409}),
    "reviews:reopening": ("POST", {}, facilitators(204)),
    "reviews:rendering": ("POST", {}, facilitators(204)),
    "reviews:comments": ("GET", {}, in_the_session()),
    "reviews:comment-pass": ("GET", {}, in_the_session()),
    "reviews:promise": ("GET", {}, in_the_session()),
    "reviews:queue": ("GET", {}, everyone(404) | dict.fromkeys(("observer", "co", "lead"), 200)),
    "reviews:showing": ("POST", {}, everyone(404) | {"observer": 403, "co": 204, "lead": 204}),
    "reviews:discuss": ("POST", {}, everyone(404) | {"observer": 403, "co": 204, "lead": 204}),
    "reviews:answer": ("POST", {"answer": "Yes"}, everyone(404) | {"observer": 403, "co": 200, "lead": 200}),
    # the lead presses after the colleague, and is told so
    "reviews:refusal": ("POST", {"reason": "A name"}, everyone(404) | {"observer": 403, "co": 200, "lead": 422}),
    "reviews:screen": ("GET", {}, everyone(200)),
    "reviews:screen-pane": ("GET", {}, everyone(200)),
    "reviews:screen-tables": ("GET", {}, everyone(200)),
    "reviews:styleguide": ("GET", {}, everyone(404)),  # it exists in development only
    "reviews:inbox": ("POST", {}, everyone(400)),  # every browser here brings a cookie, which alone is refused
    "reviews:stored-row": ("GET", {}, everyone(400)),
}


def test_every_route_has_a_row():
    assert sorted(routes()) == sorted(ROWS)


@pytest.fixture
def crowd(discussion, ana) -> dict[str, Browser]:
    """One browser of each role, in a session that is in the discussion of its first pillar."""
    roles = {"co": Facilitator.Role.CO, "observer": Facilitator.Role.OBSERVER}
    helpers = {name: user(name.title()) for name in roles}
    for name, role in roles.items():
        Facilitator.objects.create(session=discussion.session, user=helpers[name], role=role)
    zoe = user("Zoe")
    elsewhere = Day(make_session(zoe), zoe)
    mine = {member.participant_id for member in discussion.group_of("Ben").members.all()}
    neighbour = next(person for person in discussion.people.values() if person.pk not in mine)
    people = {
        "stranger": None,
        "eve": elsewhere.comes("Eve", "Elsewhere"),
        "zoe": zoe,
        "member": discussion.people["Ben"],
        "neighbour": neighbour,
        "late": discussion.comes("Hal", "Lumen Bank"),
        "lead": ana,
    } | helpers
    return {name: Browser(person) for name, person in people.items()}


@pytest.fixture
def address(discussion, ana):
    """The address of a route in the session, with something at its end."""
    review = discussion.review("operationalExcellence")
    summary = Summary.objects.create(
        pillar_review=review, version=1, state="ready", file="summaries/x.pdf", attempts=1, ready_at=Now()
    )
    summary.file.storage.save("summaries/x.pdf", ContentFile(b"%PDF-1.7"))
    comment = Comment.objects.create(
        session=discussion.session, text="Hm", batch=discussion.session.starts_at, hash="0" * 64, state="shown"
    )
    ben = discussion.people["Ben"]
    finding = Finding.objects.create(
        pillar_review=review,
        group=discussion.group_of("Ben"),
        participant=ben,
        client_id=uuid4(),
        title="One",
        risk="high",
    )
    entry = Entry.objects.create(
        pillar_review=review, group=discussion.group_of("Ben"), participant=ben, client_id=uuid4(), text="Hello"
    )
    everything = {
        "session": discussion.session.pk,
        "group": discussion.group_of("Ben").pk,
        "stage": discussion.session.stages.get(kind="discussion", topic="operationalExcellence").pk,
        "topic": "operationalExcellence",
        "question": review.pillar.questions.first().key,
        "finding": finding.pk,
        "entry": entry.pk,
        "summary": summary.pk,
        "comment": comment.pk,
        "code": discussion.session.code,
        "participant": ben.pk,
        "user": ana.pk,
        "slug": review.pillar.version.lens.slug,
        "number": review.pillar.version.number,
        "pillar": review.pillar.key,
        "profile": "open",
        "digest": "0" * 64,
        "shown": "nowhere",
    }

    def of(route: str) -> str:
        token = {
            "workshop:personal-link": memberships.token(ben),
            "workshop:sign-in-once": sign_in_token(ana),
        }.get(route, links.screen_token(discussion.session))
        wanted = routes()[route].pattern.converters
        return reverse(route, kwargs={key: (everything | {"token": token})[key] for key in wanted})

    return of


@pytest.mark.parametrize("route", sorted(ROWS))
def test_each_role_gets_what_its_row_says(route, crowd, address, discussion):
    method, posted, expected = ROWS[route]
    question = discussion.review("operationalExcellence").pillar.questions.first().key
    stand_ins = {"QUESTION": question, "SEEN": moves.number_of(discussion.session.pk)}
    posted = {name: stand_ins.get(value, value) for name, value in posted.items()}
    got = {}
    for role in ROLES:
        browser, where = crowd[role], address(route)
        got[role] = (browser.get(where) if method == "GET" else browser.sends(where, **posted)).status_code
    assert got == expected


ASKING = ["reviews:closure", "reviews:stage-start", "workshop:ending"]  # by GET they ask before they do it
POSTS = sorted(route for route, row in ROWS.items() if row[0] == "POST" and route != "reviews:inbox")


@pytest.mark.parametrize("route", POSTS)
def test_what_is_written_by_post_is_not_written_by_get(route, crowd, address, discussion):
    where, before = address(route), stored(discussion)
    assert crowd["lead"].get(where).status_code == (200 if route in ASKING else 405)
    assert stored(discussion) == before


def stored(day) -> list:
    """What the moves of a day change."""
    stages, reviews = day.session.stages.all(), day.session.review.pillar_reviews.all()
    return [*stages.values(), *reviews.values(), *type(day.session).objects.filter(pk=day.session.pk).values()]


@pytest.mark.parametrize("route", POSTS)
def test_a_post_without_the_forms_key_is_refused(route, discussion, ana, address):
    browser = Browser(ana, enforce_csrf_checks=True)
    assert browser.post(address(route), ROWS[route][1]).status_code == 403


def test_the_404_of_another_session_is_that_of_no_session_byte_for_byte(discussion, crowd, address):
    for route, (method, posted, expected) in ROWS.items():
        if expected["eve"] != 404 or expected["zoe"] != 404:
            continue
        theirs = address(route)
        nowhere = theirs.replace(str(discussion.session.pk), str(uuid4()))
        for role in ("stranger", "eve", "zoe"):
            browser = crowd[role]
            answers = [
                browser.get(url) if method == "GET" else browser.sends(url, **posted) for url in (theirs, nowhere)
            ]
            assert strip(answers[0]) == strip(answers[1]), (route, role)


def strip(response) -> tuple:
    """Status, headers and body without what differs between any two answers: the time, the form's key, the address itself."""

    body = re.sub(
        rb'(name="csrfmiddlewaretoken" value="|name="database-time" content="|name="next" value="|;next=)[^"]*',
        rb"\1",
        response.content,
    )
    kept = {
        name: value
        for name, value in response.headers.items()
        if name not in {"Set-Cookie", "Database-Time", "Content-Length"}
    }
    return response.status_code, kept, body
