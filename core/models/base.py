"""The base of every model that belongs to one service."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models

# No vowels, so that no words appear; no characters that look alike when read out or written down.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def next_reference(prefix: str = "", groups: int = 3) -> str:
    """A short reference without meaning that cannot be guessed: such as `7KD-PQ2-X4M`, 27 ** 9 of them."""
    parts = ["".join(secrets.choice(_ALPHABET) for _ in range(3)) for _ in range(groups)]
    return prefix + "-".join(parts)


class ServiceOwned(models.Model):
    """A row that belongs to a service. Row-level security comes with the `service` field (core.row_security)."""

    service = models.ForeignKey("core.Service", on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        self.refuse_relations_into_another_service()

    def refuse_relations_into_another_service(self):
        """Raise ValidationError for a relation to a row of another service.

        Foreign keys are checked beneath the row policies, so the database alone would let one in.
        """
        for field in self._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey) or field.name == "service":
                continue
            if not any(other.name == "service" for other in field.related_model._meta.local_fields):
                continue
            key = getattr(self, field.attname)
            if key is None:
                continue
            related = field.related_model._base_manager.filter(pk=key).first()
            if related is None or related.service_id != self.service_id:
                raise ValidationError("This belongs to another service.", code="another_service")
