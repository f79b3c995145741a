"""Links in messages: what each opens, and until when. They hold no name and no address, and never the token itself."""

from django.db import models
from django.db.models import Q

from core.deeds import Deed
from core.models import ServiceOwned
from core.triggers import EndsOnce


class Link(ServiceOwned):
    """One link that was sent to somebody. Ids only; read to find the scope, so without a row policy.

    `digest`: what tells whether a token is this link's; the token was only ever in the message. `target`: the key
    of the row it is about, of a kind that `kind` names.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", "how a person is contacted"
        REGISTRATION = "registration", "whether somebody stands behind a registration"

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    target = models.CharField(max_length=40)
    ends_at = models.DateTimeField("works until")
    made = Deed()
    used = Deed(required=False)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["contact", "registration"]) & Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="consent_link_known_kind",
                violation_error_message="A link is about something that we know, and its token is kept as a hash.",
            ),
            models.CheckConstraint(
                condition=Q(kind="contact", target__regex=r"^[1-9][0-9]*$")
                | Q(kind="registration", target__regex=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
                name="consent_link_target_fits",
                violation_error_message="A link names what it is about by its key.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="link_used_once",
                deed="used",
                message="A link stays as it was sent, and a change is made through it once.",
            )
        ]
