from django.urls import path

from workshop.main_room import views

urlpatterns = [
    path("s/<uuid:session>/", views.session, name="session"),
    path("s/<uuid:session>/hall/", views.hall, name="hall"),
    path("s/<uuid:session>/me/", views.me, name="me"),
    path("s/<uuid:session>/from/<str:shown>/me/", views.way, name="way"),
]
