from django.urls import path

from workshop.accounts import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/once/<int:user>/<str:token>/", views.sign_in_once, name="sign-in-once"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/", views.password, name="password"),
]
