from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from workshop.accounts.models import User
from workshop.people.models import Participant


def mark_of_facilitator(user_id: int, group_id: UUID) -> str:
    """What stands for a facilitator in the rows of one table. An account's number would be the same in all sessions."""
    return salted_hmac("hashira.facilitator", f"{group_id} {user_id}", algorithm="sha256").hexdigest()[:32]


def name_of(participant: Participant | None, facilitator: User | None) -> str:
    if facilitator:
        return _("%(name)s (facilitator)") % {"name": facilitator}
    return str(participant or "")


class Signed(models.Model):
    """What one person did at a table: a participant or a facilitator. Forgetting a person sets both to null."""

    participant = models.ForeignKey("workshop.Participant", on_delete=models.SET_NULL, null=True, related_name="+")
    facilitator = models.ForeignKey("workshop.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def writer(self) -> str:
        """The name, marked if it is a facilitator's. Empty once the person is forgotten."""
        return name_of(self.participant, self.facilitator)


class Written(Signed):
    """What one person wrote at a table about one pillar.

    `client_id` is drawn by the browser for
    each submission and unique per writer, so that a repeated post is stored once. `digest` distinguishes a repeated post from
    different content under the same id. `told_at` is the version of the table's room that told it, and defines the order.
    """

    pillar_review = models.ForeignKey("reviews.PillarReview", on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey("workshop.Group", on_delete=models.CASCADE, related_name="+")
    client_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    told_at = models.BigIntegerField(default=0)
    written_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        abstract = True
        ordering = ["told_at"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "client_id"], name="%(class)s_once_a_participant"),
            models.UniqueConstraint(fields=["facilitator", "client_id"], name="%(class)s_once_a_facilitator"),
            models.CheckConstraint(
                condition=Q(participant__isnull=True) | Q(facilitator__isnull=True),
                name="%(class)s_has_one_writer_at_most",
            ),
        ]

    @property
    def mark(self) -> str:
        """By this the writer's own page recognizes the row (see static/js/page/own-rows.js)."""
        if self.facilitator_id:
            return mark_of_facilitator(self.facilitator_id, self.group_id)
        return str(self.participant_id or "")
