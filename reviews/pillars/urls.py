from django.urls import path

import workshop.live.converters  # noqa: F401  it registers <token:…>
from reviews.pillars import views

urlpatterns = [
    path("sessions/new/", views.session_new, name="session-new"),
    path("s/<uuid:session>/stages/<uuid:stage>/start/", views.stage_start, name="stage-start"),
    path("s/<uuid:session>/stage/", views.stage, name="stage"),
    path("s/<uuid:session>/strip/", views.strip, name="strip"),
    path("s/<uuid:session>/coming/", views.coming, name="coming"),
    path("s/<uuid:session>/desk/now/", views.now, name="now"),
    path("s/<uuid:session>/desk/agenda/", views.agenda, name="agenda"),
    path("s/<uuid:session>/scenario/", views.scenario, name="scenario"),
    path("screen/<uuid:session>/<token:token>/stage/", views.screen_stage, name="screen-stage"),
]
