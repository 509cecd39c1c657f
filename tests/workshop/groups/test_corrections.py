"""Names and companies are corrected: by the participant, and by a facilitator, who also shows and replaces the personal link."""

import pytest
from asgiref.sync import sync_to_async

from tests.actors import Browser, Day, make_session, user
from tests.sockets import subscribed
from workshop.groups import services
from workshop.live.models import Room
from workshop.people import memberships
from workshop.sessions import services as sessions
from workshop.sessions.models import Facilitator

pytestmark = pytest.mark.django_db


def pages_that_name(discussion, ana) -> dict[str, str]:
    """What the others' pages say of the people at Ben's table."""
    group = discussion.group_of("Ben").pk
    desk = Browser(ana)
    return {
        "people at the table": desk.get(discussion.url("reviews:people", group=group)).text,
        "talk": desk.get(discussion.url("reviews:talk", group=group)).text,
        "cards at the desk": desk.get(discussion.url("reviews:group-cards")).text,
        "all people": desk.get(discussion.url("workshop:roster-pane")).text,
        "main room": Browser(discussion.people["Ben"]).get(discussion.url("workshop:me")).text,
    }


def test_a_participant_corrects_name_and_company_on_everyones_pages(discussion, ana, bens):
    bens.sends(discussion.url("reviews:entries", group=discussion.group_of("Ben").pk), text="One region only")
    answer = bens.post(discussion.url("workshop:you"), {"name": "Benjamin", "company": "Kita Paper, Inc."})
    assert answer.url == discussion.url("workshop:main-room")
    shown = pages_that_name(discussion, ana)
    assert {place: "Benjamin" in page for place, page in shown.items()} == dict.fromkeys(shown, True)
    assert "corrected your name" not in shown["main room"]


def test_a_facilitators_correction_is_on_everyones_pages_and_told_to_the_person(discussion, desk, ana, bens):
    ben = discussion.people["Ben"].pk
    table = discussion.url("reviews:table", group=discussion.group_of("Ben").pk)
    bens.sends(table + "entries/", text="One region only")
    answer = desk.sends(discussion.url("workshop:person-name", participant=ben), name="Benjamin", company="Oru")
    assert answer.status_code == 204
    assert "Room-Version" in answer.headers
    shown = pages_that_name(discussion, ana)
    assert {place: "Benjamin" in page for place, page in shown.items()} == dict.fromkeys(shown, True)
    for page in (discussion.url("workshop:main-room"), table, discussion.url("reviews:scenario")):
        assert "A facilitator corrected your name and company: Benjamin, Oru." in bens.get(page).text
    assert bens.sends(discussion.url("workshop:your-correction")).status_code == 200
    assert "A facilitator corrected" not in bens.get(table).text


def test_a_participant_whose_new_name_is_taken_is_told_under_which_they_are_shown(discussion, bens):
    you = discussion.url("workshop:you")
    assert "already called" not in bens.get(f"{you}?numbered").text
    for _again in range(2):
        answer = bens.post(you, {"name": "Chi", "company": "Kita"})
        assert answer.url == f"{you}?numbered"
        page = " ".join(bens.get(answer.url).text.split())
        assert "Someone here is already called Chi, so your name is shown as Chi (2)." in page
    assert bens.post(you, {"name": "Chi (2)", "company": "Kita"}).url == discussion.url("workshop:main-room")
    assert "already called" not in bens.get(you).text


def test_the_desk_asks_for_somebody_elses_name(discussion, desk):
    ben = discussion.people["Ben"].pk
    asked = desk.get(discussion.url("workshop:person", participant=ben)).text
    refused = desk.sends(discussion.url("workshop:person-name", participant=ben), name="", company="")
    assert refused.status_code == 422
    for page in (asked, refused.text):
        assert ">Name</label>" in page
        assert "Your name" not in page
        assert page.count('autocomplete="off"') == 2
    assert "Please enter a name." in refused.text
    assert "Please enter a company, or “independent”." in refused.text


@pytest.mark.django_db(transaction=True)
async def test_the_pages_of_the_others_are_told(discussion, ana):
    group = await sync_to_async(discussion.group_of)("Ben")
    table = await Room.objects.select_related("session").aget(kind=Room.Kind.TABLE, subject=group.pk)
    main = await Room.objects.select_related("session").aget(session=discussion.session, kind=Room.Kind.MAIN)
    bens = await sync_to_async(Browser)(discussion.people["Ben"])
    async with subscribed(bens, table) as ears:
        await ears.subscribes(main)
        await sync_to_async(services.correct)(discussion.people["Ben"], name="Benjamin", company="Oru")
        heard = [await ears.hears("told") for _room in range(2)]
    assert {(frame["room"], frame["what"]) for frame in heard} == {(str(table.pk), "people"), (str(main.pk), "people")}


def test_a_corrected_name_that_somebody_has_gets_a_number(discussion, desk, bens):
    bens.post(discussion.url("workshop:you"), {"name": "Chi", "company": "Kita Paper"})
    discussion.people["Ben"].refresh_from_db()
    assert discussion.people["Ben"].name == "Chi (2)"
    bens.post(discussion.url("workshop:you"), {"name": "Chi (2)", "company": "Oru"})
    discussion.people["Ben"].refresh_from_db()
    assert discussion.people["Ben"].name == "Chi (2)"


@pytest.mark.parametrize(
    "typed", [{"name": "", "company": "Oru"}, {"name": "Ben", "company": "\u3164"}, {"name": "x" * 99}]
)
def test_a_correction_that_cannot_be_stored_says_why(discussion, desk, bens, typed):
    who = discussion.url("workshop:person-name", participant=discussion.people["Ben"].pk)
    for answer in (bens.post(discussion.url("workshop:you"), typed), desk.sends(who, **typed), desk.post(who, typed)):
        assert answer.status_code == 422
        assert "field__error" in answer.text
    discussion.people["Ben"].refresh_from_db()
    assert discussion.people["Ben"].name == "Ben"


def test_after_the_day_nothing_is_corrected(discussion, desk, bens):
    sessions.finish(discussion.session)
    own = bens.post(discussion.url("workshop:you"), {"name": "Benjamin", "company": "Oru"})
    who = discussion.url("workshop:person-name", participant=discussion.people["Ben"].pk)
    theirs = desk.sends(who, name="B", company="O")
    for answer in (own, theirs):
        assert answer.status_code == 409
        assert "The session is over. Nothing can be changed any more." in answer.text
    discussion.people["Ben"].refresh_from_db()
    assert discussion.people["Ben"].name == "Ben"


def test_the_file_of_a_closed_pillar_stays_as_it_was_printed(discussion, desk, bens):
    summary = discussion.closes("operationalExcellence")
    before = (summary.state, summary.file.name, summary.version)
    bens.post(discussion.url("workshop:you"), {"name": "Benjamin", "company": "Oru"})
    summary.refresh_from_db()
    assert (summary.state, summary.file.name, summary.version) == before


def test_the_desk_sees_everyone_with_their_companies_before_groups_exist(day, ana):
    desk = Browser(ana)
    for address in (day.url("workshop:roster"), day.url("reviews:group-cards")):
        page = desk.get(address).text
        for person in day.people.values():
            assert f"<bdi>{person.name}</bdi>" in page
            assert person.company in page
            assert day.url("workshop:person", participant=person.pk) in page


def test_with_groups_the_list_of_all_people_says_who_has_which_table(discussion, desk):
    late = discussion.comes("Hal", "Lumen Bank")
    page = desk.get(discussion.url("workshop:roster")).text
    assert page.count("no table") == 1
    assert page.index(late.pk.hex) < page.index("no table")


def test_an_observer_reads_the_list_and_may_change_nobody(discussion):
    olga = user("Olga")
    Facilitator.objects.create(session=discussion.session, user=olga, role=Facilitator.Role.OBSERVER)
    page = Browser(olga).get(discussion.url("workshop:roster")).text
    assert "<bdi>Ben</bdi>" in page
    assert discussion.url("workshop:person", participant=discussion.people["Ben"].pk) not in page


def test_the_list_is_a_page_of_its_own_with_a_way_back(day, desk):
    page = desk.get(day.url("workshop:roster")).text
    assert "<html" in page
    assert f'href="{day.url("workshop:desk")}"' in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_desk_shows_the_personal_link_with_a_code_to_scan(discussion, desk, headers):
    ben = discussion.people["Ben"]
    page = desk.get(discussion.url("workshop:person", participant=ben.pk), headers=headers).text
    link = f"http://testserver/p/{ben.pk}/{memberships.token(ben)}/"
    assert f'value="{link}"' in page
    assert "<copy-link" in page
    assert "qr__ink" in page


def test_the_desk_replaces_a_personal_link_and_shows_the_new_one(discussion, desk, bens):
    ben = discussion.people["Ben"]
    old = memberships.token(ben)
    page = desk.sends(discussion.url("workshop:person-link", participant=ben.pk)).text
    ben.refresh_from_db()
    assert memberships.token(ben) in page
    assert old not in page
    ended = bens.get(discussion.url("workshop:main-room"))
    assert ended.status_code == 410
    assert "Your personal link was replaced" in ended.text
    assert bens.post(f"/p/{ben.pk}/{memberships.token(ben)}/").status_code == 302
    assert bens.get(discussion.url("workshop:main-room")).status_code == 200


def test_a_participant_who_lost_a_phone_replaces_the_link_and_stays_here(discussion, bens):
    ben = discussion.people["Ben"]
    phone = Browser(ben)
    answer = bens.post(discussion.url("workshop:your-link"))
    ben.refresh_from_db()
    page = bens.get(answer.url)
    assert page.status_code == 200
    assert memberships.token(ben) in page.text
    assert "Your old link has ended" in page.text
    assert phone.get(discussion.url("workshop:main-room")).status_code == 410
    assert bens.get(discussion.url("reviews:table", group=discussion.group_of("Ben").pk)).status_code == 200


def test_everything_a_participant_may_do_with_themselves_is_on_one_page(discussion, bens):
    page = bens.get(discussion.url("workshop:you")).text
    assert memberships.token(discussion.people["Ben"]) in page
    assert "qr__ink" in page
    assert f"/j/{discussion.session.code}/?another" in page
    assert discussion.url("workshop:leave") in page
    assert discussion.url("workshop:you") in bens.get(discussion.url("workshop:me")).text
    assert "open" in bens.get(f"/j/{discussion.session.code}/?another").text.partition("lobby__another")[2][:10]


def test_the_link_of_another_sessions_person_is_shown_to_nobody(discussion, ana, desk):
    zoe = user("Zoe")
    eve = Day(make_session(zoe), zoe).comes("Eve", "Elsewhere")
    for name in ("person", "person-link", "person-name"):
        address = discussion.url(f"workshop:{name}", participant=eve.pk)
        assert (
            desk.get(address) if name == "person" else desk.sends(address, name="E", company="E")
        ).status_code == 404
    eve.refresh_from_db()
    assert (eve.name, eve.generation) == ("Eve", 0)
