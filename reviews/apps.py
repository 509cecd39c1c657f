from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for feature in ("pillars", "tables", "summaries", "comments"):
            import_module(f"reviews.{feature}.panes")  # which say what tellings carry, in whatever process
