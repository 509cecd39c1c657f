from django.urls import path

from reviews.comments import views

urlpatterns = [
    path("c/<uuid:session>/", views.inbox, name="inbox"),
    path("c/<uuid:session>/<str:digest>/", views.stored_row, name="stored-row"),
    path("s/<uuid:session>/comments/", views.comments, name="comments"),
    path("s/<uuid:session>/comments/pass/", views.comment_pass, name="comment-pass"),
    path("s/<uuid:session>/comments/queue/", views.queue, name="queue"),
    path("s/<uuid:session>/comments/promise/", views.promise, name="promise"),
    path("s/<uuid:session>/comments/<uuid:comment>/showing/", views.showing, name="showing"),
    path("s/<uuid:session>/comments/<uuid:comment>/pick-up/", views.pick_up, name="pick-up"),
    path("s/<uuid:session>/comments/<uuid:comment>/answer/", views.answer, name="answer"),
    path("s/<uuid:session>/comments/<uuid:comment>/refusal/", views.refusal, name="refusal"),
    path("wall/<uuid:session>/<str:token>/", views.wall, name="wall"),
    path("wall/<uuid:session>/<str:token>/pane/", views.wall_pane, name="wall-pane"),
]
