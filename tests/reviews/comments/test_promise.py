"""The statement of what is stored, true to the letter."""

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.urls import reverse
from lxml import html

from reviews.comments.models import BatchSchedule, Comment, Waiting
from reviews.comments.tags import composer
from workshop.live.models import Room


@pytest.fixture
def page(session, bens):
    answer = bens.get(reverse("reviews:promise", kwargs={"session": session.pk}))
    assert answer.status_code == 200
    return html.fromstring(answer.text[answer.text.index("<main") : answer.text.index("</main>") + 7])


@pytest.mark.parametrize(("table", "model"), [("inbox", Waiting), ("comment", Comment)])
def test_the_page_names_every_field_that_is_stored_and_no_other(page, table, model):
    named = page.xpath("//dl[@data-table=$table]/dt/@data-field", table=table)
    assert named == [field.name for field in model._meta.get_fields()]
    assert len(page.xpath("//dl[@data-table=$table]/dd", table=table)) == len(named)


def test_each_field_of_the_row_has_a_label_on_the_page(page):
    (own,) = page.xpath("//own-comments")
    fields = {field.name for model in (Waiting, Comment) for field in model._meta.get_fields()}
    assert {f"data-label-{name}" for name in fields} <= set(own.attrib)


def test_no_table_of_comments_knows_anything_else():
    assert {model for model in apps.get_app_config("reviews").get_models() if "comments" in model.__module__} == {
        Comment,
        Waiting,
        BatchSchedule,
    }


def test_no_field_leads_to_a_person_or_to_a_time_of_its_own():
    for model in (Waiting, Comment):
        fields = model._meta.get_fields()
        assert {field.related_model.__name__ for field in fields if field.is_relation} == {"Session"}
        assert {field.name for field in fields if "Date" in type(field).__name__} <= {"batch"}


def test_it_says_what_cannot_be_excluded(page):
    text = page.text_content()
    for words in (
        "running server",
        "company’s network",
        "your writing style",
        "a few participants",
        "raw database files",
    ):
        assert words in text


def test_strangers_do_not_see_the_page(session, stranger):
    assert stranger.get(reverse("reviews:promise", kwargs={"session": session.pk})).status_code == 404


# ── the composer ──


@pytest.mark.parametrize(("people", "warned"), [(None, True), (0, True), (7, True), (8, False), (400, False)])
def test_below_eight_in_the_main_room_or_when_nobody_knows_it_says_that_others_may_guess(
    session, monkeypatch, people, warned
):
    main_room = Room.objects.main_of(session.pk).pk
    here = {main_room: None if people is None else set(map(str, range(people)))}
    monkeypatch.setattr("reviews.comments.tags.hub.people_in", here.get)
    assert composer(session)["many"] is not warned


def test_the_composer_gives_no_number_of_people(session, monkeypatch):
    shown = render_to_string("reviews/comments/_composer.html", {"session": session, "many": False})
    (note,) = html.fromstring(shown).xpath("//p[@data-small-main-room]")
    assert "hidden" not in note.attrib
    assert not any(character.isdigit() for character in note.text_content())


def test_the_composer_is_no_form_of_htmx_and_names_its_places(session):
    shown = render_to_string("reviews/comments/_composer.html", {"session": session, "many": True})
    (element,) = html.fromstring(shown).xpath("//comment-composer")
    assert element.get("data-src") == f"/c/{session.pk}/"
    assert element.get("data-main-room") == str(Room.objects.main_of(session.pk).pk)
    assert "hx-" not in shown
    assert "csrf" not in shown
