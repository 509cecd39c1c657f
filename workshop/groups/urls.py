from django.urls import path

from workshop.groups import views

PERSON = "s/<uuid:session>/people/<uuid:participant>/"

urlpatterns = [
    path("j/<str:code>/", views.join, name="join"),
    path("s/<uuid:session>/people/", views.roster, name="roster"),
    path("s/<uuid:session>/people/list/", views.roster_pane, name="roster-pane"),
    path(PERSON, views.person, name="person"),
    path(PERSON + "table/", views.person_table, name="person-table"),
    path(PERSON + "name/", views.person_name, name="person-name"),
    path(PERSON + "link/", views.person_link, name="person-link"),
    path(PERSON + "removal/", views.person_removal, name="person-removal"),
    path(PERSON + "return/", views.person_return, name="person-return"),
]
