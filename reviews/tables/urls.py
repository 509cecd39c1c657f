from django.urls import path

from reviews.tables.views import answers, desk, findings, presentation, table, talk

TABLE = "s/<uuid:session>/tables/<uuid:group>/"

urlpatterns = [
    path(TABLE, table.table, name="table"),
    path(TABLE + "talk/", table.talk_pane, name="talk"),
    path(TABLE + "board/", table.board_pane, name="board"),
    path(TABLE + "questions/", table.questions_pane, name="questions"),
    path(TABLE + "people/", table.people_pane, name="people"),
    path(TABLE + "entries/", talk.entries, name="entries"),
    path(TABLE + "entries/<uuid:entry>/", talk.entry_form, name="entry"),
    path(TABLE + "entries/<uuid:entry>/edits/", talk.entry_edits, name="entry-edits"),
    path(TABLE + "entries/<uuid:entry>/deletion/", talk.entry_deletion, name="entry-deletion"),
    path(TABLE + "findings/", findings.report_finding, name="findings"),
    path(TABLE + "findings/<uuid:finding>/", findings.finding_form, name="finding"),
    path(TABLE + "findings/<uuid:finding>/edits/", findings.edits, name="edits"),
    path(TABLE + "findings/<uuid:finding>/deletion/", findings.deletion, name="deletion"),
    path(TABLE + "findings/<uuid:finding>/return/", findings.deletion_undo, name="return"),
    path(TABLE + "findings/<uuid:finding>/history/", findings.history, name="history"),
    path(TABLE + "answers/<str:question>/", answers.answer, name="answers"),
    path(TABLE + "focus/", answers.focus, name="focus"),
    path("screen/<uuid:session>/<str:token>/tables/", presentation.screen_tables, name="screen-tables"),
    path("s/<uuid:session>/presentation/", presentation.presentation, name="presentation"),
    path("s/<uuid:session>/desk/groups/", desk.group_cards, name="group-cards"),
    path("s/<uuid:session>/desk/regrouping/", desk.regrouping, name="regrouping"),
]
