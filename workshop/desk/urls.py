from django.urls import path

from workshop.desk import views

urlpatterns = [
    path("s/<uuid:session>/desk/", views.desk, name="desk"),
    path("s/<uuid:session>/rounds/", views.rounds, name="rounds"),
    path("s/<uuid:session>/ending/", views.ending, name="ending"),
    path("s/<uuid:session>/stages/<uuid:stage>/start/", views.stage_start, name="stage-start"),
    path("s/<uuid:session>/stages/<uuid:stage>/extension/", views.stage_extension, name="stage-extension"),
    path("s/<uuid:session>/stages/<uuid:stage>/end/", views.stage_end, name="stage-end"),
]
