from django.urls import path

from reviews.styleguide import views

urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]
