from reviews.comments import queries
from reviews.comments.models import Comment
from reviews.comments.services import moderation
from tests.reviews.comments.composer import waiting_of


def test_a_summary_has_the_pillars_shown_comments_in_the_order_of_their_random_ids(day, nobody):
    day.goes_to("briefing", "security")
    texts = [f"Number {number}" for number in range(12)]
    for comment in waiting_of(day.session, nobody, *texts):
        moderation.show(day.session, comment.pk)
    said = [one.text for one in queries.comments_for_summaries(day.session)]
    assert said == [comment.text for comment in sorted(Comment.objects.all(), key=lambda one: one.pk)]
    assert sorted(said) == sorted(texts)


def test_it_has_answers_and_nothing_that_was_not_shown(day, nobody):
    day.goes_to("briefing", "security")
    shown, answered, spoken, declined, _waiting = waiting_of(day.session, nobody, "S", "A", "Spoken", "D", "W")
    for comment in (shown, answered, spoken):
        moderation.show(day.session, comment.pk)
    moderation.answer(day.session, answered.pk, answer="Once a quarter.")
    moderation.discuss(day.session, spoken.pk)
    moderation.decline(day.session, declined.pk, reason="It names a person.")
    said = {one.text: (one.answer, one.state) for one in queries.comments_for_summaries(day.session)}
    assert said == {"S": ("", "shown"), "A": ("Once a quarter.", "answered"), "Spoken": ("", "shown")}
