from django.urls import path
from django.views.generic import RedirectView

from reviews.comments import views

urlpatterns = [
    path("c/<uuid:session>/", views.inbox, name="inbox"),
    path("c/<uuid:session>/<str:digest>/", views.stored_row, name="stored-row"),
    path("s/<uuid:session>/comments/", views.comments, name="comments"),
    path("s/<uuid:session>/comments/pass/", views.comment_pass, name="comment-pass"),
    path("s/<uuid:session>/comments/queue/", views.queue, name="queue"),
    path("s/<uuid:session>/comments/promise/", views.promise, name="promise"),
    path("s/<uuid:session>/comments/<uuid:comment>/showing/", views.showing, name="showing"),
    path("s/<uuid:session>/comments/<uuid:comment>/discussion/", views.discuss, name="discuss"),
    path("s/<uuid:session>/comments/<uuid:comment>/answer/", views.answer, name="answer"),
    path("s/<uuid:session>/comments/<uuid:comment>/refusal/", views.refusal, name="refusal"),
    path("screen/<uuid:session>/<str:token>/", views.screen, name="screen"),
    path("screen/<uuid:session>/<str:token>/pane/", views.screen_pane, name="screen-pane"),
    # The address of version 0.1 leads here until version 0.3: projectors have it stored.
    path("wall/<uuid:session>/<str:token>/", RedirectView.as_view(pattern_name="reviews:screen"), name="wall"),
]
