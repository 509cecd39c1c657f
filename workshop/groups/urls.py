from django.urls import path

from workshop.groups import views

PERSON = "s/<uuid:session>/people/<uuid:participant>/"

urlpatterns = [
    path("j/<str:code>/", views.join, name="join"),
    path(PERSON, views.person, name="person"),
    path(PERSON + "table/", views.person_table, name="person-table"),
    path(PERSON + "removal/", views.person_removal, name="person-removal"),
    path(PERSON + "return/", views.person_return, name="person-return"),
]
