from celery import shared_task


@shared_task
def release_comments() -> None:
    from reviews.comments.services import inbox

    inbox.release()
