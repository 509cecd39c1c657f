from django.urls import path

from workshop.sessions import views

urlpatterns = [
    path("language/", views.language, name="language"),
    path("sessions/", views.sessions, name="sessions"),
]
