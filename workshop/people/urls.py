from django.urls import path

from workshop.people import views

urlpatterns = [
    path("", views.front, name="front"),
    path("j/", views.code, name="code"),
    path("p/<uuid:participant>/<str:token>/", views.personal_link, name="personal-link"),
    path("s/<uuid:session>/leaving/", views.leave, name="leave"),
]
