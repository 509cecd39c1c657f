from django.urls import path

from workshop.live import views

urlpatterns = [path("here/", views.here, name="here")]
