from django.urls import path

from reviews.tables import desk, views

TABLE = "s/<uuid:session>/tables/<uuid:group>/"

urlpatterns = [
    path(TABLE, views.table, name="table"),
    path(TABLE + "talk/", views.talk_pane, name="talk"),
    path(TABLE + "board/", views.board_pane, name="board"),
    path(TABLE + "questions/", views.questions_pane, name="questions"),
    path(TABLE + "people/", views.people_pane, name="people"),
    path(TABLE + "entries/", views.entries, name="entries"),
    path(TABLE + "findings/", views.report_finding, name="findings"),
    path(TABLE + "findings/<uuid:finding>/", views.finding_form, name="finding"),
    path(TABLE + "findings/<uuid:finding>/edits/", views.edits, name="edits"),
    path(TABLE + "findings/<uuid:finding>/deletion/", views.deletion, name="deletion"),
    path(TABLE + "findings/<uuid:finding>/return/", views.return_of_a_finding, name="return"),
    path(TABLE + "answers/<str:question>/", views.answer, name="answers"),
    path(TABLE + "focus/", views.focus, name="focus"),
    path("s/<uuid:session>/presentation/", views.presentation, name="presentation"),
    path("s/<uuid:session>/desk/groups/", desk.group_cards, name="group-cards"),
    path("s/<uuid:session>/desk/regrouping/", desk.regrouping, name="regrouping"),
]
