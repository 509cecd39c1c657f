from django.urls import path
from django.views.generic import RedirectView

from workshop.main_room import views

urlpatterns = [
    path("s/<uuid:session>/", views.session, name="session"),
    path("s/<uuid:session>/main/", views.main_room, name="main-room"),
    path("s/<uuid:session>/me/", views.me, name="me"),
    path("s/<uuid:session>/you/", views.you, name="you"),
    path("s/<uuid:session>/you/link/", views.your_link, name="your-link"),
    path("s/<uuid:session>/you/correction/", views.your_correction, name="your-correction"),
    path("s/<uuid:session>/from/<str:shown>/me/", views.way, name="way"),
    # The address of version 0.1, which people have in their bookmarks.
    path(
        "s/<uuid:session>/hall/",
        RedirectView.as_view(pattern_name="workshop:main-room", query_string=True),
        name="old-main-room",
    ),
]
