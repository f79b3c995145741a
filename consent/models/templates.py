"""Messages written beforehand, for each service: a draft is changed freely, and what is published stays as it is."""

from django.db import models
from django.db.models import Q

from core.deeds import Deed
from core.models import ServiceOwned
from core.triggers import Refuse, changes_beside, deed_columns, says


class MessageTemplateQuerySet(models.QuerySet):
    def visible_to(self, reader):
        return self.filter(service=reader.service)

    def drafts(self):
        return self.filter(published_at__isnull=True, retired_at__isnull=True)

    def in_use(self):
        return self.filter(published_at__isnull=False, retired_at__isnull=True)

    def that_asks_later(self, service):
        """The one that asks people of a service on the day they named, or None where it uses the standard words."""
        return self.in_use().filter(service=service, asks_later=True).first()


class MessageTemplate(ServiceOwned):
    """The words of one kind of message. `{name}` stands for the name the person uses.

    `says_who`: it may tell who writes, and goes only where the person said that we may. Any other must be discreet.
    `asks_later`: it is the one that asks people who asked to be asked later.
    """

    name = models.CharField("name, for colleagues", max_length=80)
    about = models.CharField("what it is about, in one or two words", max_length=20)
    subject = models.CharField("subject", max_length=100)
    text = models.TextField("text", max_length=2000)
    says_who = models.BooleanField("it may tell who writes", default=False)
    # The system sends it by itself on the day that somebody named, where the service has that turned on.
    asks_later = models.BooleanField("it asks people on the day they named", default=False)
    written = Deed()
    published = Deed(required=False)
    retired = Deed(required=False)

    objects = MessageTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=says("name", "about", "subject", "text"),
                name="consent_template_says_all",
                violation_error_message="A message needs a name, what it is about, a subject and a text.",
            ),
            models.UniqueConstraint(
                fields=["service", "name"],
                condition=Q(retired_at__isnull=True),
                name="consent_template_one_of_a_name",
                violation_error_message="There is another message of this name.",
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(asks_later=True, published_at__isnull=False, retired_at__isnull=True),
                name="consent_template_one_asks_later",
                violation_error_message="Another message asks people on the day they named. Take it out of use first.",
            ),
            models.CheckConstraint(
                condition=Q(asks_later=False) | Q(says_who=False),
                name="consent_template_asks_discreetly",
                violation_error_message="A message that the system sends by itself is discreet.",
            ),
        ]
        triggers = [
            Refuse(
                name="template_published_stays",
                constraint="template_published_stays",
                operations="UPDATE OR DELETE",
                when_sql=(
                    "TG_OP = 'DELETE' OR OLD.retired_at IS NOT NULL OR (OLD.published_at IS NOT NULL AND "
                    f"{changes_beside(*deed_columns('retired'))})"
                ),
                message="A message that was published stays as it is. Retire it, and write another.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.published_at is None and self.retired_at is None

    @property
    def in_use(self) -> bool:
        return self.published_at is not None and self.retired_at is None
