from django.urls import path

from workshop.desk import views

urlpatterns = [
    path("s/<uuid:session>/desk/", views.desk, name="desk"),
    path("s/<uuid:session>/rounds/", views.rounds, name="rounds"),
    path("s/<uuid:session>/capacity/", views.capacity, name="capacity"),
    path("s/<uuid:session>/screen/", views.screen, name="desk-screen"),
    path("s/<uuid:session>/screen/link/", views.screen_link, name="screen-link"),
    path("s/<uuid:session>/ending/", views.ending, name="ending"),
    path("s/<uuid:session>/stages/<uuid:stage>/extension/", views.stage_extension, name="stage-extension"),
    path("s/<uuid:session>/stages/<uuid:stage>/end/", views.stage_end, name="stage-end"),
    path("s/<uuid:session>/stages/<uuid:stage>/pause/", views.stage_pause, name="stage-pause"),
    path("s/<uuid:session>/stages/<uuid:stage>/resumption/", views.stage_resumption, name="stage-resumption"),
    path("s/<uuid:session>/stages/<uuid:stage>/skip/", views.stage_skip, name="stage-skip"),
    path("s/<uuid:session>/stages/<uuid:stage>/return/", views.stage_return, name="stage-return"),
]
