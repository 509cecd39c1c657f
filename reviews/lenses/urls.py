from django.urls import path

from reviews.lenses import views

LENS = "lenses/<slug:slug>/"
VERSION = LENS + "<int:number>/"

urlpatterns = [
    path("lenses/", views.lenses, name="lenses"),
    path("lenses/import/", views.lens_import, name="lens-import"),
    path(LENS, views.lens, name="lens"),
    path(VERSION, views.version, name="lens-version"),
    path(VERSION + "pillars/<str:pillar>/", views.pillar, name="lens-pillar"),
    path(VERSION + "questions/<str:question>/", views.question, name="lens-question"),
    path(VERSION + "rules/", views.proofs, name="lens-rules"),
    path(VERSION + "check/", views.check, name="lens-check"),
    path(VERSION + "changes/", views.changes, name="lens-changes"),
    path(VERSION + "print/", views.printed, name="lens-print"),
    path(VERSION + "export/", views.export, name="lens-export"),
    path(VERSION + "export/<str:profile>.json", views.file, name="lens-file"),
    path(VERSION + "companion/", views.companion, name="lens-companion"),
    path(VERSION + "publication/", views.publication, name="lens-publication"),
    path(VERSION + "discarding/", views.discarding, name="lens-discarding"),
]
