from django.db import models
from django.utils.translation import gettext_lazy as _

from workshop.accounts.models import User


class Facilitator(models.Model):
    """An account's role in a session.

    A lead may do everything; a co-facilitator may not change roles or the lens or delete the session; an observer only reads.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        CO = "co", _("Co-facilitator")
        OBSERVER = "observer", _("Observer")

    session = models.ForeignKey("workshop.Session", on_delete=models.CASCADE, related_name="facilitators")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=8, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="facilitator_has_one_role_a_session")]

    def __str__(self) -> str:
        return str(self.user)
