"""Adds to the demo's data by HTTP, as people's browsers would, until every table of the product has rows.

`make` returns the facts that a test of the next versions needs: ids, links and words of four sessions. All people are invented.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit
from uuid import uuid4

from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.test.utils import setup_test_environment

from reviews.comments.services import inbox
from reviews.management import demo_story
from reviews.summaries import render as printer
from reviews.summaries import services as summaries
from tests.actors import Browser
from tests.upgrades import addresses

SHIPPED = "bootcamp"  # a lens that comes with the product
PASSWORD = "three-pillars-and-a-beam"
SEEN = re.compile(r'"seen":"(\d+)"')
LONGEST_WAIT = 60.0  # seconds until a post is accepted, and until comments have left their inbox


def row(model: str, **found: object) -> Model:
    return apps.get_model(model).objects.get(**found)


def rows(model: str, **found: object):
    return apps.get_model(model).objects.filter(**found)


def sent(browser: Client, name: str, data: dict | None = None, *, status: int = 204, **where: object) -> str:
    """Post as a page's script does, and again where that was too fast. Returns the answer."""
    until = time.monotonic() + LONGEST_WAIT
    response = browser.post(addresses.of(name, **where), data or {}, headers={"HX-Request": "true"})
    while response.status_code == 429 and time.monotonic() < until:
        time.sleep(float(response["Retry-After"]))
        response = browser.post(addresses.of(name, **where), data or {}, headers={"HX-Request": "true"})
    assert response.status_code == status, (name, response.status_code, response.content.decode())
    return response.content.decode()


def page(browser: Client, name: str, **where: object) -> str:
    response = browser.get(addresses.of(name, **where))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


class FacilitatedSession:
    """A session with its lead at the desk, and what the people in it do."""

    def __init__(self, session: object, lead: Model) -> None:
        self.session = session
        self.desk = Browser(lead)

    @property
    def lead(self) -> Model:
        return row("workshop.Facilitator", session=self.session, role="lead").user

    def press(self, name: str, data: dict | None = None, **where: object) -> None:
        """Press one of the desk's buttons, and answer its question if it asks one.

        Buttons send the number of the last move that the page shows.
        """
        seen = SEEN.search(page(self.desk, addresses.NOW, session=self.session))
        sent(
            self.desk,
            name,
            {"seen": seen[1] if seen else "0", "sure": "1"} | (data or {}),
            session=self.session,
            **where,
        )

    def stage(self, kind: str, topic: str = "") -> Model:
        """The next one of this kind that waits."""
        return rows("workshop.Stage", session=self.session, kind=kind, topic=topic, state="waiting").first()

    def start(self, kind: str, topic: str = "") -> Model:
        stage = self.stage(kind, topic)
        self.press(addresses.START, stage=stage.pk)
        return stage

    def topics(self) -> list[str]:
        """The ids of the pillars, in their order."""
        stages = rows("workshop.Stage", session=self.session, kind="discussion").order_by("position")
        return list(stages.values_list("topic", flat=True))

    def joins(self, name: str, company: str) -> Browser:
        browser = Browser()
        code = row("workshop.Session", pk=self.session).code
        sent(browser, addresses.JOIN, {"name": name, "company": company}, status=302, code=code)
        return browser

    def assigns_groups(self) -> None:
        last = rows("workshop.Round", session=self.session).order_by("-number").first()
        sent(self.desk, addresses.ASSIGN_GROUPS, {"after_round": last.number if last else 0}, session=self.session)

    def personal_link(self, browser: Browser) -> str:
        (link,) = addresses.found_in(page(browser, addresses.ME, session=self.session), addresses.PERSONAL_LINK)
        return link

    def screen(self) -> str:
        (link,) = addresses.found_in(page(self.desk, addresses.SCREEN_LINK, session=self.session), addresses.SCREEN)
        return link

    def table_of(self, browser: Browser) -> str:
        """The id of this person's current table."""
        link = addresses.found_in(page(browser, addresses.ME, session=self.session), addresses.TABLE)[0]
        return str(addresses.parts(link)["group"])

    def at_table(self, browser: Browser, name: str, data: dict, *, status: int = 200, **where: object) -> None:
        table = {"session": self.session, "group": self.table_of(browser)}
        sent(browser, name, {"client_id": str(uuid4())} | data, status=status, **table, **where)

    def says(self, browser: Browser, text: str) -> None:
        self.at_table(browser, addresses.ENTRIES, {"text": text})

    def finds(self, browser: Browser, title: str, **words: str) -> Model:
        self.at_table(browser, addresses.FINDINGS, {"title": title, "risk": "high"} | words)
        return row("reviews.Finding", title=title)

    def answers(self, browser: Browser, topic: str) -> None:
        """Tick a choice of the pillar's first question, make it the focus question, and say that the second one does not apply."""
        review = row("reviews.Review", session=self.session)
        first, second = rows("reviews.Question", pillar__version=review.lens_version_id, pillar__key=topic)[:2]
        ticked = {"choice": first.choices.first().key, "ticked": "1"}
        self.at_table(browser, addresses.ANSWERS, ticked, status=204, question=first.key)
        self.at_table(browser, addresses.ANSWERS, {"applicable": "0"}, status=204, question=second.key)
        self.at_table(browser, addresses.FOCUS, {"question": first.key}, status=204)

    def comments(self, text: str) -> None:
        pane = page(self.desk, addresses.COMMENT_PASS, session=self.session)
        comment = {
            "text": text,
            "hash": hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
            "pass": re.search(r'data-comment-pass="(\w+)"', pane)[1],
        }
        path, origin = addresses.of(addresses.INBOX, session=self.session), {"Origin": "http://testserver"}
        response = Client().post(path, comment, content_type="application/json", headers=origin)
        assert response.status_code == 202, response.content.decode()

    def comments_arrive(self, *texts: str) -> None:
        until = time.monotonic() + LONGEST_WAIT
        while rows("reviews.Comment", session=self.session, text__in=texts).count() < len(texts):
            assert time.monotonic() < until, "The comments did not leave their inbox."
            inbox.move_due()
            time.sleep(0.25)

    def closes(self, topic: str, make: Callable[[object], None] = summaries.render) -> str:
        """Close a pillar and make its summary. Returns the summary's id."""
        self.press(addresses.CLOSURE, topic=topic)
        newest = rows("reviews.Summary", pillar_review__review__session=self.session, pillar_review__pillar__key=topic)
        summary = newest.order_by("-version").first()
        make(summary.pk)
        return str(summary.pk)


def write(demo: str, facts: str) -> None:
    """Read what the demo printed from a file, and write the facts into another."""
    Path(facts).write_text(json.dumps(make(json.loads(Path(demo).read_text()))))


def make(demo: dict) -> dict:
    """`demo` is what `manage.py demo --json` printed."""
    setup_test_environment()
    told = demo_story.read("ja")
    running = FacilitatedSession(str(demo_story.session_of(told).pk), demo_story.lead_of(demo_story.session_of(told)))
    another = demo_story.session_of(told["another"])
    lens = import_lens(running.desk)
    short = new_session(running.desk, "Review of the stock system", SHIPPED)
    coming = new_session(running.desk, "Review of the year to come", lens["slug"], languages="en")
    facts = {
        "account": add_facilitators(running),
        "correction": correct(FacilitatedSession(str(another.pk), demo_story.lead_of(another))),
        "over": finish(FacilitatedSession(short, running.lead)),
        "planned": plan(coming),
        "discussion": discuss(running, [urlsplit(link).path for link in demo["participants"].values()]),
        "lens": lens,
    }
    # Lenses that came with the product, and that no session uses, are published again by the next version.
    used = rows("reviews.Review").values("lens_version__lens")
    rows("reviews.Lens").exclude(pk__in=used).exclude(slug=lens["slug"]).delete()
    ours = [model for name in ("workshop", "reviews") for model in apps.get_app_config(name).get_models()]
    empty = [model.__name__ for model in ours if not model._base_manager.exists()]
    assert not empty, f"These have no row yet; let sample_data.py write some: {', '.join(empty)}"
    return facts


def add_facilitators(running: FacilitatedSession) -> dict:
    """A co-facilitator, who sets a password, and an observer."""
    users, roles = apps.get_model("workshop.User").objects, apps.get_model("workshop.Facilitator").objects
    for name, role in (("Cho", "co"), ("Olga", "observer")):
        user = users.create_user(f"{name.lower()}@example.com", name=name)
        roles.create(session_id=running.session, user=user, role=role)
    cho = Browser(users.get(email="cho@example.com"))
    sent(cho, addresses.PASSWORD, {"new_password1": PASSWORD, "new_password2": PASSWORD}, status=302)
    return {"email": "cho@example.com", "password": PASSWORD, "observer": "olga@example.com"}


def discuss(running: FacilitatedSession, links: list[str]) -> dict:
    """The demo's session, which is in the discussion of its first pillar."""
    session, topic = running.session, running.topics()[0]
    people = [parts["participant"] for parts in map(addresses.parts, links)]
    seen = {one: rows("workshop.Member", participant=one).get().group_id for one in people}
    to = next(group for group in seen.values() if group != seen[people[1]])
    moved = {"group": str(to), "seen": str(seen[people[1]])}
    sent(running.desk, addresses.PERSON_TABLE, moved, session=session, participant=people[1])
    for removed in people[2:4]:
        sent(running.desk, addresses.PERSON_REMOVAL, session=session, participant=removed)
    sent(running.desk, addresses.PERSON_RETURN, session=session, participant=people[3])
    running.joins("Late Lou", "Amenbo Water")

    ben = Browser()
    ben.post(links[0])
    joined = {name: morsel.value for name, morsel in ben.cookies.items()}
    words = ["We count the calls by hand, every Monday.", "Nobody has tried the way back since the spring."]
    running.says(ben, words[0])
    running.says(ben, "Two lines, <b>not bold</b>:\n🐋 と שלום")
    running.answers(ben, topic)
    finding = running.finds(ben, "The way back was never tried", as_is=words[1], evidence="¶23")
    edited = {"revision": finding.revision, "title": "The way back is a guess", "risk": "medium", "as_is": words[1]}
    running.at_table(ben, addresses.EDITS, edited, finding=finding.pk)
    for title in ("Written twice", "Deleted and put back"):
        finding = running.finds(ben, title)
        running.at_table(ben, addresses.DELETION, {"revision": finding.revision}, finding=finding.pk)
    deleted = apps.get_model("reviews.Finding").ever.get(pk=finding.pk)
    running.at_table(ben, addresses.RETURN, {"revision": deleted.revision}, finding=deleted.pk)
    table = running.table_of(ben)
    cho = Browser(row("workshop.User", email="cho@example.com"))
    entry = {"client_id": str(uuid4()), "text": "Which of the two would you try first?"}
    sent(cho, addresses.ENTRIES, entry, status=200, session=session, group=table)

    running.start("presentation", topic)
    running.press(addresses.UNDO)

    waiting = ["Who pays for the second data centre?", "I would rather hear it from the operators."]
    for text in waiting:
        running.comments(text)
    inbox.move_due()  # this draws the moment at which they leave the inbox; nothing may call it again
    comments = rows("reviews.Comment", session=session)
    return {
        "session": session,
        "title": row("workshop.Session", pk=session).title,
        "participant": links[0],
        "cookies": joined,
        "moved": links[1],
        "removed": links[2],
        "lead": running.lead.email,
        "screen": running.screen(),
        "table": table,
        "topic": topic,
        "words": [*words, "The way back is a guess", "Deleted and put back", entry["text"]],
        "inbox": waiting,
        "waiting": list(comments.filter(state="waiting").values_list("text", flat=True)),
        "shown": list(comments.filter(state__in=("shown", "on_air")).values_list("text", flat=True)),
        "answers": list(comments.exclude(answer="").values_list("answer", flat=True)),
    }


def correct(small: FacilitatedSession) -> dict:
    """A small session: its first pillar has two versions of its summary, its second one is open for a correction."""
    people = [small.joins(name, company) for name, company in (("Yui", "Kita Paper"), ("Zed", "Oru Dairy"))]
    first, second = small.topics()[:2]
    small.start("welcome")
    small.assigns_groups()
    small.press(addresses.SKIP, stage=small.stage("reading").pk)
    small.start("briefing", first)
    small.start("discussion", first)
    finding = small.finds(people[0], "One person knows the ledger", as_is="She is on leave in May.")
    small.answers(people[0], first)
    comments = ["Is the ledger ours at all?", "Ask the auditors, they have a copy."]
    for text in comments:
        small.comments(text)
    small.comments_arrive(*comments)
    shown = row("reviews.Comment", text=comments[0])
    sent(small.desk, addresses.SHOWING, session=small.session, comment=shown.pk)
    made = [small.closes(first)]
    sent(small.desk, addresses.REOPENING, session=small.session, topic=first)
    edited = {"revision": finding.revision, "title": "Two people know the ledger", "risk": "medium"}
    small.at_table(people[0], addresses.EDITS, edited, finding=finding.pk)
    made.append(small.closes(first))

    small.assigns_groups()
    small.start("discussion", second)
    small.finds(people[1], "Keys are in a spreadsheet", to_be="They are in a vault, and change each month.")
    made.append(small.closes(second))
    sent(small.desk, addresses.REOPENING, session=small.session, topic=second)
    small.press(addresses.PAUSE, stage=small.start("break").pk)
    return {
        "session": small.session,
        "title": row("workshop.Session", pk=small.session).title,
        "participant": small.personal_link(people[1]),
        "table": small.table_of(people[1]),
        "topic": second,
        "summaries": made,
        "words": ["Keys are in a spreadsheet"],
    }


def finish(short: FacilitatedSession) -> dict:
    """A session that is over. Of its summaries one is ready, one failed, one was interrupted and one has not been begun."""
    person = short.joins("Ida", "Lumen Bank")
    short.start("welcome")
    short.assigns_groups()

    def fail(summary: object) -> None:
        with mock.patch.object(printer, "render", side_effect=MemoryError):
            for _attempt in range(3):
                summaries.render(summary)

    def be_killed(summary: object) -> None:
        with mock.patch.object(printer, "render", side_effect=SystemExit):
            try:
                summaries.render(summary)
            except SystemExit:
                return

    made = []
    for topic, how in zip(short.topics(), (summaries.render, fail, be_killed, lambda _summary: None), strict=False):
        short.start("discussion", topic)
        short.finds(person, f"What we know of {topic}")
        made.append(short.closes(topic, how))
    link = short.personal_link(person)
    short.press(addresses.ENDING)
    states = [row("reviews.Summary", pk=summary).state for summary in made]
    assert states == ["ready", "failed", "rendering", "queued"], states
    return {
        "session": short.session,
        "title": row("workshop.Session", pk=short.session).title,
        "participant": link,
        "summaries": made[:1],
        "failed": made[1],
        "queued": made[3],
    }


def plan(session: str) -> dict:
    """A session that has not begun."""
    planned = row("workshop.Session", pk=session)
    return {"session": session, "title": planned.title, "join": addresses.of(addresses.JOIN, code=planned.code)}


def new_session(browser: Browser, title: str, lens: str, languages: str = "ja,en") -> str:
    """Create a session by its form. `lens` is the slug of one that is offered."""
    form = browser.get(addresses.of(addresses.NEW_SESSION)).context["form"]
    data = {
        "title": title,
        "date": "2027-02-03",
        "begins": "10:00",
        "zone": "Asia/Tokyo",
        "languages": languages,
        "capacity": "40",
        "lens": str(form.fields["lens"].queryset.get(lens__slug=lens).pk),
        "scenario": str(form.fields["scenario"].initial),
    }
    response = browser.post(addresses.of(addresses.NEW_SESSION), data)
    assert response.status_code == 302, response.context["form"].errors
    return str(addresses.parts(response.url)["session"])


def import_lens(browser: Browser) -> dict:
    """A lens of a single pillar: its version 1.0 is published, and a draft of the next one is there."""
    shipped = addresses.parts(browser.get(addresses.of(addresses.LENS, slug=SHIPPED)).url)
    document = json.loads(page(browser, addresses.LENS_FILE, profile="open", **shipped))
    document |= {"name": "A lens of our own", "pillars": document["pillars"][:1]}
    first = import_draft(browser, document)
    seen = row("reviews.LensVersion", lens__slug=first["slug"], number=first["number"]).digest
    sent(browser, addresses.LENS_PUBLICATION, {"step": "major", "seen": seen}, status=302, **first)
    return {"name": document["name"]} | import_draft(browser, document | {"description": "It has changed a little."})


def import_draft(browser: Browser, document: dict) -> dict:
    """The slug and the number of the draft that came of it."""
    data = {"text": json.dumps(document, ensure_ascii=False), "goes_to": "", "profile": "open"}
    response = browser.post(addresses.of(addresses.LENS_IMPORT), data)
    assert response.status_code == 302, response.status_code
    return addresses.parts(response.url)
