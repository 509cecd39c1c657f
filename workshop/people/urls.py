from django.urls import path

import workshop.live.converters  # noqa: F401  it registers <token:…>
from workshop.people import views

urlpatterns = [
    path("", views.front, name="front"),
    path("j/", views.code, name="code"),
    path("p/<uuid:participant>/<token:token>/", views.personal_link, name="personal-link"),
    path("s/<uuid:session>/leaving/", views.leave, name="leave"),
]
