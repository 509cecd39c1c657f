"""The URLs of all features, in the order of the features."""

from django.urls import include, path

from workshop.accounts.urls import urlpatterns as accounts
from workshop.desk.urls import urlpatterns as desk
from workshop.groups.urls import urlpatterns as groups
from workshop.live.urls import urlpatterns as live
from workshop.main_room.urls import urlpatterns as main_room
from workshop.people.urls import urlpatterns as people
from workshop.sessions.urls import urlpatterns as sessions

urlpatterns = [
    path("", include((accounts + live + sessions + people + groups + main_room + desk, "workshop"))),
    path("", include("reviews.urls")),
]

handler403 = "workshop.web.error_pages.forbidden"
handler404 = "workshop.web.error_pages.not_found"
handler500 = "workshop.web.error_pages.broken"
