"""The record of each uploaded file. Its bytes are on disk, out of reach of the web server (core.files)."""

import uuid

from django.db import models
from django.db.models import Q

from core.deeds import Deed
from core.models.base import ServiceOwned
from core.triggers import EndsOnce, says


class FileKind(models.TextChoices):
    """What may be uploaded, by its content."""

    PDF = "pdf", "PDF"
    PNG = "png", "PNG picture"
    JPEG = "jpeg", "JPEG picture"
    DOCX = "docx", "Word document"
    PPTX = "pptx", "PowerPoint presentation"
    ODT = "odt", "OpenDocument text"
    ODP = "odp", "OpenDocument presentation"


class StoredFile(ServiceOwned):
    """A file somebody uploaded: what they called it, what it is, and who when. Replaced, its bytes go and this stays.

    It may show people, so beside staff it is seen only by whoever's scope names its key.
    """

    personal_without_person = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("name as it was given", max_length=120)
    kind = models.CharField("kind", max_length=8, choices=FileKind)
    size = models.IntegerField("bytes")
    sha256 = models.CharField("checksum", max_length=64)
    stored = Deed()
    removed = Deed(required=False)

    class Meta:
        ordering = ["-stored_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["pdf", "png", "jpeg", "docx", "pptx", "odt", "odp"]) & says("name"),
                name="core_storedfile_known_kind",
                violation_error_message="A file of this kind cannot be kept.",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, sha256__regex=r"^[0-9a-f]{64}$"),
                name="core_storedfile_has_content",
                violation_error_message="The file is empty.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="stored_file_removed_once",
                deed="removed",
                message="The record of a file stays as it is. The file can be removed once.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def in_words(self) -> str:
        """Its kind and size, as beside a link: "PDF, 240 KB"."""
        size = f"{self.size / 1_000_000:.1f} MB" if self.size >= 1_000_000 else f"{max(1, round(self.size / 1000))} KB"
        return f"{self.get_kind_display()}, {size}"
