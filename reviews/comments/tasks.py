from celery import shared_task


@shared_task
def move_inboxes() -> None:
    from reviews.comments.services import inbox

    inbox.move_due()
