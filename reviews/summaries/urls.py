from django.urls import path

from reviews.summaries import views

urlpatterns = [
    path("s/<uuid:session>/summaries/", views.summaries, name="summaries"),
    path("s/<uuid:session>/desk/summaries/", views.desk_summaries, name="desk-summaries"),
    path("s/<uuid:session>/summaries/<uuid:summary>.pdf", views.summary_file, name="summary-file"),
    path("s/<uuid:session>/summaries/<uuid:summary>/rendering/", views.rendering, name="rendering"),
    path("s/<uuid:session>/undoing/", views.undoing, name="undoing"),
    path("s/<uuid:session>/pillars/<str:topic>/closure/", views.closure, name="closure"),
    path("s/<uuid:session>/pillars/<str:topic>/reopening/", views.reopening, name="reopening"),
]
