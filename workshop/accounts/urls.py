from django.urls import path

import workshop.live.converters  # noqa: F401  it registers <token:…>
from workshop.accounts import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/once/<int:user>/<token:token>/", views.sign_in_once, name="sign-in-once"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/", views.password, name="password"),
]
