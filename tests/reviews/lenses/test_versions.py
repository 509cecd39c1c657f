"""Lens versions are imported as drafts and published with rising numbers; a session keeps its version."""

from copy import deepcopy

import pytest

from reviews.lenses import queries, services, shipped
from reviews.lenses.models import Lens, LensVersion, Question
from reviews.pillars import queries as pillars

pytestmark = pytest.mark.django_db

DOCUMENT = {
    "schemaVersion": "2021-11-01",
    "name": "Small teams",
    "description": "For teams of three.",
    "_team": "Platform",
    "pillars": [
        {
            "id": "reliability",
            "name": "Reliability",
            "questions": [
                {
                    "id": "REL1",
                    "title": "How do you know that you can restore?",
                    "choices": [
                        {
                            "id": "REL1_tried",
                            "title": "Tried",
                            "helpfulResource": {
                                "displayText": "Within <b>90</b> days.",
                                "url": " https://example.com/a ",
                            },
                            "improvementPlan": {"displayText": "Try it.", "url": "https://example.com/b c"},
                        },
                        {"id": "REL1_no", "title": "None of these"},
                    ],
                    "riskRules": [
                        {"condition": "REL1_tried && !REL1_no", "risk": "NO_RISK"},
                        {"condition": "default", "risk": "HIGH_RISK"},
                    ],
                }
            ],
        }
    ],
}


def changed(**texts) -> dict:
    document = deepcopy(DOCUMENT)
    document["pillars"][0]["questions"][0] |= texts
    return document


@pytest.fixture
def draft(db) -> LensVersion:
    return services.import_lens(DOCUMENT)


@pytest.fixture
def published(draft) -> LensVersion:
    return services.publish(draft, "minor")


def test_an_import_is_a_draft_of_a_new_lens(draft):
    assert (draft.lens.slug, draft.is_draft, draft.label) == ("small-teams", True, "")
    assert draft not in queries.newest_versions()
    question = Question.objects.get(version=draft)
    assert question.title == {"en": "How do you know that you can restore?"}
    assert [(rule.condition, rule.risk) for rule in question.risk_rules.all()] == [
        ("REL1_tried && !REL1_no", "none"),
        ("default", "high"),
    ]
    assert question.pillar.mark == "rel"


def test_the_imported_document_is_stored_unchanged(draft):
    kept = LensVersion.objects.get(pk=draft.pk).document
    assert kept == DOCUMENT
    assert list(kept) == list(DOCUMENT)


def test_an_address_with_a_space_inside_is_dropped_and_spaces_around_are_trimmed(draft):
    tried = draft.questions.get().choices.get(key="REL1_tried")
    assert (tried.help_url, tried.improvement_url) == ("https://example.com/a", "")
    assert tried.help == {"en": "Within <b>90</b> days."}


def test_japanese_words_are_taken_for_japanese():
    version = services.import_lens(DOCUMENT | {"name": "小さなチーム"})
    assert version.name == {"ja": "小さなチーム"}
    assert version.lens.slug == "lens"


def test_what_a_file_may_leave_out_is_left_out():
    bare = {"pillars": [{"id": "one", "questions": [{"id": "Q_1", "title": 7, "choices": [{"id": "yes"}]}]}]}
    version = services.import_lens(bare)
    question = version.questions.get()
    assert (version.name, question.title, question.description) == ({"en": "lens"}, {"en": "Q_1"}, {})
    assert question.choices.get().title == {"en": "yes"}
    assert version.pillars.get().mark == ""


def test_two_lenses_of_one_name_have_addresses_of_their_own(draft):
    assert services.import_lens(DOCUMENT).lens.slug == "small-teams-2"


def test_versions_are_named_step_by_step(published):
    labels = [published.label]
    for number, step in enumerate(["minor", "major", "minor"]):
        draft = services.import_lens(changed(description=f"Another {number}"), lens=published.lens)
        labels.append(services.publish(draft, step).label)
    assert labels == ["1.0", "1.1", "2.0", "2.1"]
    assert [version.label for version in queries.versions_of(published.lens)] == ["2.1", "2.0", "1.1", "1.0"]
    assert [version.label for version in queries.newest_versions() if version.lens == published.lens] == ["2.1"]


def test_the_second_press_publishes_nothing_more(draft):
    services.publish(draft, "minor")
    with pytest.raises(services.NotADraft):
        services.publish(draft, "minor")
    with pytest.raises(services.NotADraft):
        services.discard(draft)
    assert [version.label for version in draft.lens.versions.all()] == ["1.0"]


def test_a_second_import_takes_the_place_of_the_draft(published):
    first = services.import_lens(changed(description="First"), lens=published.lens)
    second = services.import_lens(changed(description="Second"), lens=published.lens)
    assert not LensVersion.objects.filter(pk=first.pk).exists()
    assert [version.pk for version in published.lens.versions.order_by("number")] == [published.pk, second.pk]


def test_the_same_document_again_is_the_version_that_is_there(published):
    assert services.import_lens(deepcopy(DOCUMENT), lens=published.lens) == published


def test_a_lens_that_was_never_published_goes_with_its_draft(draft):
    services.discard(draft)
    assert not Lens.objects.filter(slug="small-teams").exists()


def test_a_published_lens_stays_without_its_draft(published):
    services.discard(services.import_lens(changed(description="Else"), lens=published.lens))
    assert [version.label for version in published.lens.versions.all()] == ["1.0"]


def test_a_session_keeps_the_version_it_started_with(session):
    review = pillars.review_of(session.pk)
    lens = review.lens_version.lens
    document = deepcopy(review.lens_version.document)
    document["pillars"][0]["questions"][0]["title"] = "Something else?"
    services.publish(services.import_lens(document, lens=lens), "major")
    assert pillars.review_of(session.pk).lens_version == review.lens_version
    assert "Something else?" not in {question.title["en"] for question in review.lens_version.questions.all()}


def test_the_next_version_keeps_the_japanese_of_what_reads_as_before(session):
    version = pillars.review_of(session.pk).lens_version
    document = deepcopy(version.document)
    rewritten, kept = (question["id"] for question in document["pillars"][0]["questions"][:2])
    document["pillars"][0]["questions"][0]["title"] = "Something else?"
    draft = services.import_lens(document, lens=version.lens)
    titles = dict(draft.questions.values_list("key", "title"))
    assert titles[rewritten] == {"en": "Something else?"}
    assert titles[kept]["ja"] == version.questions.get(key=kept).title["ja"]
    assert draft.pillars.first().principles.count() == version.pillars.first().principles.count()


def test_a_shipped_lens_is_published_once_and_a_version_of_ones_own_stays_the_newest():
    files = shipped.read("bootcamp")
    first = services.publish_shipped(files)
    document = deepcopy(files.lens)
    document["description"] = "Ours"
    ours = services.publish(services.import_lens(document, lens=first.lens), "minor")
    assert services.publish_shipped(files) == first
    assert queries.newest_published(first.lens) == ours
