from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

SECONDS = 60  # for one document; Summary.LEASE is longer


@shared_task(acks_late=True, soft_time_limit=SECONDS, time_limit=SECONDS + 10)
def render_summary(summary_id: str) -> None:
    from reviews.summaries import services

    services.render(summary_id, too_slow=SoftTimeLimitExceeded, confined=True)


@shared_task
def publish_summaries() -> None:
    from reviews.summaries import services

    services.publish_due()


@shared_task
def sweep_summaries() -> None:
    from reviews.summaries import services

    services.sweep()
