from reviews.comments.urls import urlpatterns as comments
from reviews.lenses.urls import urlpatterns as lenses
from reviews.pillars.urls import urlpatterns as pillars
from reviews.styleguide.urls import urlpatterns as styleguide
from reviews.summaries.urls import urlpatterns as summaries
from reviews.tables.urls import urlpatterns as tables

app_name = "reviews"
urlpatterns = lenses + pillars + tables + summaries + comments + styleguide
