"""“¶ 23” in what people write leads to the paragraph of the scenario."""

import re
from uuid import uuid4

import pytest

from reviews.comments.models import Comment
from reviews.scenarios import queries
from reviews.scenarios.models import ScenarioVersion
from reviews.scenarios.tags import with_paragraph_links
from reviews.tables.services import findings, talk
from reviews.tables.writers import Writer

pytestmark = pytest.mark.django_db
SESSION = "b41e507e-c7d5-49f1-901f-44279362084f"


def links_in(markup: str) -> list[tuple[str, str]]:
    return re.findall(r'href="/s/[-\w]+/scenario/#(p\d+)" data-paragraph="p\d+">([^<]*)</a>', markup)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See ¶ 23.", [("p23", "¶ 23")]),
        ("¶12、¶\u00a07（検証環境12台）", [("p12", "¶12"), ("p7", "¶\u00a07")]),
        ("¶\u300026まで", [("p26", "¶\u300026")]),
        ("¶ twelve, ¶0, ¶ 1000 and 23", []),
        ("no paragraph", []),
    ],
)
def test_each_number_of_a_paragraph_is_a_link_and_nothing_else(text, links):
    markup = with_paragraph_links(text, SESSION)
    assert links_in(markup) == links
    assert re.sub(r"<[^>]*>", "", markup) == text


def test_everything_around_it_is_text_with_its_line_ends():
    markup = with_paragraph_links('<b>¶ 3</b>\n"&"', SESSION)
    assert markup.startswith("&lt;b&gt;<a ")
    assert markup.endswith("</a>&lt;/b&gt;<br>&quot;&amp;&quot;")


def test_no_link_leads_beyond_the_last_paragraph_and_its_number_is_asked_for_once(
    discussion, django_assert_num_queries
):
    session = discussion.session.pk
    last = max(block.number or 0 for block in queries.document_of(ScenarioVersion.objects.get())["blocks"])
    with django_assert_num_queries(1):
        markup = [
            with_paragraph_links(f"¶{number}, ¶1e9, 段落 {number}", session) for number in (1, last, last + 1, 999)
        ]
    found = [links_in(each) for each in markup]
    assert found == [[(f"p{n}", f"¶{n}"), (f"p{n}", f"段落 {n}")] for n in (1, last)] + [[], []]


def test_talk_findings_and_their_history_the_presentation_and_comments_have_the_link(discussion, bens):
    group, review = discussion.group_of("Ben"), discussion.review("operationalExcellence")
    ben = Writer(participant=discussion.people["Ben"])
    words = {"title": "No way back (¶ 9)", "as_is": "¶10", "to_be": "As in ¶ 11", "risk": "high", "evidence": "¶ 12"}
    talk.say(group, review, author=ben, client_id=uuid4(), text="Look at ¶ 23")
    findings.report(group, review, author=ben, client_id=uuid4(), **words)
    batch = discussion.session.starts_at
    Comment.objects.create(session=discussion.session, text="¶ 5?", batch=batch, hash="0" * 64, state="shown")
    answered = {"state": "answered", "answer": "See ¶ 6."}
    Comment.objects.create(session=discussion.session, text="Where?", batch=batch, hash="1" * 64, **answered)
    discussion.goes_to("presentation", "operationalExcellence")

    def shown(route: str, **more) -> str:
        return bens.get(discussion.url(f"reviews:{route}", **more)).content.decode()

    assert links_in(shown("talk", group=group.pk)) == [("p23", "¶ 23")]
    of_finding = [("p9", "¶ 9"), ("p10", "¶10"), ("p11", "¶ 11"), ("p12", "¶ 12")]
    assert links_in(shown("board", group=group.pk)) == of_finding
    assert links_in(shown("presentation")) == of_finding
    assert sorted(links_in(shown("comments"))) == [("p5", "¶ 5"), ("p6", "¶ 6")]
