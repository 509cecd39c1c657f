from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from workshop.sessions.models import Session


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for feature in ("pillars", "tables", "summaries", "comments"):
            import_module(f"reviews.{feature}.panes")  # they register what tellings carry, in every process
        _extend_pages()
        _end_discussions_with_their_stage()


def _extend_pages() -> None:
    """What the pages of workshop show and link to."""
    from workshop.main_room.extensions import name_page, show_pane, show_template

    name_page("library", "reviews:lenses")
    name_page("new session", "reviews:session-new")
    name_page("scenario", "reviews:scenario")
    name_page("table", "reviews:table")
    name_page("screen", "reviews:screen")

    show_template("session.comment_panel", "reviews/comments/_panel_of_page.html")
    show_pane("session.comment_pass", "reviews:comment-pass", fetch_on="pass", renew_on="stage")

    show_pane("main_room.stage", "reviews:stage")
    show_pane("main_room.summaries", "reviews:summaries")
    show_pane("main_room.presentation", "reviews:presentation")
    show_pane("main_room.coming", "reviews:coming")
    show_template("main_room.composer", "reviews/comments/_composer_of_page.html")
    show_pane("main_room.comments", "reviews:comments")

    show_pane("desk.now", "reviews:now")
    show_pane("desk.agenda", "reviews:agenda")
    show_pane("desk.groups", "reviews:group-cards", every=3)
    show_pane("desk.comments", "reviews:queue", page="comments")
    show_pane("desk.summaries", "reviews:desk-summaries")
    show_template("desk.dialogs", "reviews/comments/_moderation_dialogs.html")


def _end_discussions_with_their_stage() -> None:
    from reviews.comments.services import moderation
    from workshop.sessions.signals import stage_left

    def end_discussion(sender: type, session: "Session", **_more: object) -> None:
        moderation.end_discussion(session)

    stage_left.connect(end_discussion, weak=False, dispatch_uid="reviews.comments")
