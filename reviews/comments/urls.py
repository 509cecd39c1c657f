from django.urls import path
from django.views.generic import RedirectView

import workshop.live.converters  # noqa: F401  it registers <token:…>
from reviews.comments.views import anonymous, moderation, screen, session

urlpatterns = [
    path("c/<uuid:session>/", anonymous.inbox, name="inbox"),
    path("c/<uuid:session>/<str:digest>/", anonymous.stored_row, name="stored-row"),
    path("s/<uuid:session>/comments/", session.comments, name="comments"),
    path("s/<uuid:session>/comments/pass/", session.comment_pass, name="comment-pass"),
    path("s/<uuid:session>/comments/queue/", moderation.queue, name="queue"),
    path("s/<uuid:session>/comments/promise/", session.promise, name="promise"),
    path("s/<uuid:session>/comments/<uuid:comment>/showing/", moderation.showing, name="showing"),
    path("s/<uuid:session>/comments/<uuid:comment>/discussion/", moderation.discuss, name="discuss"),
    path("s/<uuid:session>/comments/<uuid:comment>/answer/", moderation.answer, name="answer"),
    path("s/<uuid:session>/comments/<uuid:comment>/refusal/", moderation.refusal, name="refusal"),
    path("screen/<uuid:session>/<token:token>/", screen.screen, name="screen"),
    path("screen/<uuid:session>/<token:token>/pane/", screen.screen_pane, name="screen-pane"),
    # The address of version 0.1, which projectors have stored.
    path(
        "wall/<uuid:session>/<token:token>/",
        RedirectView.as_view(pattern_name="reviews:screen", query_string=True),
        name="old-screen",
    ),
]
