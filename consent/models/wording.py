"""Why information is held (purposes) and the exact words people were shown (wordings)."""

from dataclasses import dataclass
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core import clock
from core.deeds import Deed
from core.models import ServiceOwned
from core.roles import Permission
from core.triggers import Refuse, changes_beside


class Purpose(models.Model):
    """One purpose, with its legal bases. Reference data, shown in the privacy notice.

    Consent to break confidence and the basis under UK GDPR are two things: withdrawing the one never edits the other.
    """

    key = models.CharField(max_length=20, primary_key=True)
    title = models.CharField(max_length=120)
    plain_words = models.CharField(max_length=200)
    article_6 = models.CharField("UK GDPR Article 6 basis", max_length=200)
    article_9 = models.CharField("UK GDPR Article 9 condition", max_length=200)
    schedule_1 = models.CharField("Data Protection Act 2018 Schedule 1 condition", max_length=200)
    confidentiality = models.CharField("ground in confidentiality", max_length=200)
    retention = models.CharField("retention class", max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    RECORD, CONTACT, SHARE, EQUALITY, PUBLISH = "record", "contact", "share", "equality", "publish"

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.title


class Language(models.TextChoices):
    """Languages that wording can be kept in. By the codes that browsers and screen readers know."""

    ENGLISH = "en", "English"
    ARABIC = "ar", "Arabic"
    BENGALI = "bn", "Bengali"
    CHINESE = "zh", "Chinese"
    FARSI = "fa", "Farsi"
    FRENCH = "fr", "French"
    GUJARATI = "gu", "Gujarati"
    LITHUANIAN = "lt", "Lithuanian"
    POLISH = "pl", "Polish"
    PORTUGUESE = "pt", "Portuguese"
    PUNJABI = "pa", "Punjabi"
    ROMANIAN = "ro", "Romanian"
    RUSSIAN = "ru", "Russian"
    SOMALI = "so", "Somali"
    SPANISH = "es", "Spanish"
    TURKISH = "tr", "Turkish"
    UKRAINIAN = "uk", "Ukrainian"
    URDU = "ur", "Urdu"
    VIETNAMESE = "vi", "Vietnamese"
    WELSH = "cy", "Welsh"


# What the names of translator and checker hold where there are none yet.
EXAMPLE = "unchecked example"
_WRITTEN_FROM_THE_RIGHT = {Language.ARABIC, Language.FARSI, Language.URDU}


class WordingQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """The wordings a reader may open: what their service published, and drafts for those who write them."""
        mine = self.filter(service=reader.service)
        return mine if reader.may(Permission.MANAGE_WORDING) else mine.published()

    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(published_at__isnull=True)

    def checked(self):
        """Those whose translation is no example that nobody has checked."""
        return self.exclude(Q(translator__icontains=EXAMPLE) | Q(checker__icontains=EXAMPLE))

    def of_line(self, service, purpose, language, format):
        """All versions of one wording: the same purpose, language and format."""
        return self.filter(service=service, purpose_id=purpose, language=language, format=format)

    def shown_on(self, day: date):
        """What was or will be in force on a day."""
        return self.published().filter(
            Q(effective_until__isnull=True) | Q(effective_until__gte=day), effective_from__lte=day
        )

    def in_force(self, service, purpose: str, language="en", format="standard", day=None, or_standard=False):
        """The published wording of a purpose on a day (today unless given), or None.

        `or_standard`: where there is none in this format, the standard one in the same language.
        """
        day = day or clock.today()
        formats = [format, Wording.Format.STANDARD] if or_standard else [format]
        found = self.shown_on(day).filter(service=service, purpose_id=purpose, language=language, format__in=formats)
        by_format = {wording.format: wording for wording in found}
        return next((by_format[each] for each in formats if each in by_format), None)


# What every wording must say before anybody is asked with it (ICO: the controller by name, that one may say no and
# change one's mind; the paper and the place: that a no costs nothing). Words are looked for in English alone.
MUST_STAND_IN = {"saying_no": ("care", "charge", "court"), "changing_your_mind": ("at any time",)}
_LACKS = " OR ".join(
    [f"NEW.{name} = ''" for name in ("what_we_do", "who_can_see", "saying_no", "changing_your_mind", "question")]
    + ["NEW.controller = ''", "position(lower(NEW.controller) in lower(NEW.who_can_see)) = 0"]
    + [
        f"(NEW.language = 'en' AND NEW.{name} !~* '\\m{word}\\M')"
        for name, words in MUST_STAND_IN.items()
        for word in words
    ]
)
_OTHERS = (
    "SELECT 1 FROM consent_wording o WHERE o.service_id = n.service_id AND o.purpose_id = n.purpose_id"
    " AND o.language = n.language AND o.format = n.format AND o.id <> n.id AND o.published_at IS NOT NULL"
)
# Read again at commit: the row may have changed once more since this trigger was queued.
_LEAVES_A_GAP_OR_OVERLAPS = f"""
EXISTS (SELECT 1 FROM consent_wording n WHERE n.id = NEW.id AND n.published_at IS NOT NULL AND (
  EXISTS ({_OTHERS} AND daterange(o.effective_from, o.effective_until, '[]')
                     && daterange(n.effective_from, n.effective_until, '[]'))
  OR (n.effective_until IS NOT NULL AND NOT EXISTS ({_OTHERS} AND o.effective_from = n.effective_until + 1))
  OR (EXISTS ({_OTHERS} AND o.effective_from < n.effective_from)
      AND NOT EXISTS ({_OTHERS} AND o.effective_until = n.effective_from - 1))))
"""  # noqa: S608  (constants)


@dataclass(frozen=True)
class Part:
    """A part of a wording as it is shown: its paragraphs or lines, and the drawing beside it in easy read."""

    name: str
    title: str
    drawing: str
    paragraphs: tuple[str, ...]


class Wording(ServiceOwned):
    """The exact words shown for one purpose: a draft until it is published, and never changed from then on.

    The parts stand in the order in which they are read out. What must be said has a part of its own, so that the check
    before publishing is certain and guesses at no meaning. In easy read, each line is one idea.
    """

    class Format(models.TextChoices):
        STANDARD = "standard", "Standard"
        EASY_READ = "easy_read", "Easy read"

    PARTS = ("what_we_do", "who_can_see", "saying_no", "changing_your_mind")

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=10, choices=Language, default=Language.ENGLISH)
    format = models.CharField(max_length=10, choices=Format, default=Format.STANDARD)
    what_we_do = models.TextField("what we do, and why", max_length=5000, blank=True)
    who_can_see = models.TextField("who holds it, and who can see it", max_length=1500, blank=True)
    saying_no = models.TextField("saying no", max_length=1000, blank=True)
    changing_your_mind = models.TextField("changing your mind", max_length=1000, blank=True)
    question = models.CharField("the question", max_length=300, blank=True)
    controller = models.CharField("organisation that answers for the information", max_length=150, blank=True)
    expires_after = models.PositiveSmallIntegerField(
        "months after which a yes runs out",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    translator = models.CharField("translated by", max_length=150, blank=True)
    checker = models.CharField("translation checked by", max_length=150, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_until = models.DateField(null=True, blank=True)
    drafted = Deed(required=False)
    published = Deed(required=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "language", "-format", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "purpose", "version", "language", "format"],
                name="consent_wording_version_once",
                violation_error_message="This version of the wording exists already.",
            ),
            models.UniqueConstraint(
                fields=["service", "purpose", "language", "format"],
                condition=Q(published_at__isnull=True),
                name="consent_wording_one_draft",
                violation_error_message="There is a draft of this wording already. Go on with that one.",
            ),
            models.UniqueConstraint(
                fields=["service", "purpose", "language", "format"],
                condition=Q(published_at__isnull=False, effective_until__isnull=True),
                name="consent_wording_one_without_end",
                violation_error_message="Another version was published at this moment. Look at it first.",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="consent_wording_dates",
                violation_error_message="A wording must end on or after the day it starts.",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False, effective_from__isnull=False)
                | Q(
                    published_at__isnull=True,
                    effective_from__isnull=True,
                    effective_until__isnull=True,
                    drafted_at__isnull=False,
                ),
                name="consent_wording_published_from_a_day",
                violation_error_message="A published wording needs a day from which it is shown, and a draft has none.",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(language="en")
                | (~Q(translator="") & ~Q(checker="") & ~Q(translator__iexact=F("checker"))),
                name="consent_wording_translation_checked",
                violation_error_message="Name who translated it and somebody else who checked the translation.",
            ),
            models.CheckConstraint(
                condition=Q(expires_after__isnull=True) | ~Q(purpose="record") & Q(expires_after__range=(1, 120)),
                name="consent_wording_expiry",
                violation_error_message="A yes runs out after 1 to 120 months, and a yes to hold information never.",
            ),
        ]
        triggers = [
            Refuse(
                name="wording_is_immutable",
                constraint="wording_is_immutable",
                operations="UPDATE OR DELETE",
                # Only the day it stops being shown may be set, once, so that a later version can follow.
                when_sql="OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR OLD.effective_until IS NOT NULL OR "
                + changes_beside("effective_until")
                + ")",
                message="Wording that people were shown cannot be changed. Publish a new version.",
            ),
            Refuse(
                name="wording_says_what_it_must",
                constraint="wording_says_what_it_must",
                operations="INSERT OR UPDATE",
                when_sql="NEW.published_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.published_at IS NULL)"
                f" AND ({_LACKS})",
                message="Wording can only be published when it names who answers for the information, and says that"
                " saying no changes nothing about care, charge or court and that people can change their mind.",
            ),
            Refuse(
                name="wording_follows_wording",
                constraint="wording_follows_wording",
                operations="INSERT OR UPDATE",
                deferred=True,
                when_sql=_LEAVES_A_GAP_OR_OVERLAPS,
                message="Each version of a wording ends the day before the next one starts.",
            ),
        ]

    def __str__(self):
        return f"{self.purpose_id}, version {self.version}"

    @property
    def in_short(self) -> str:
        """Which words these are: "Version 2, easy read", with the language where it is not English."""
        language = f", {self.get_language_display()}" if self.language != Language.ENGLISH else ""
        return f"Version {self.version}, {self.get_format_display().lower()}{language}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_example(self) -> bool:
        """Whether its translation is an example that nobody has checked."""
        return EXAMPLE in f"{self.translator} {self.checker}".lower()

    @property
    def parts(self) -> list[Part]:
        """What is read out, part by part. Parts that are empty (of a draft, or of old wording) are left out."""
        apart = "\n" if self.format == self.Format.EASY_READ else "\n\n"
        drawings = {"what_we_do": self.purpose_id}
        found = []
        for name in self.PARTS:
            text = getattr(self, name).replace("\r\n", "\n")
            paragraphs = tuple(" ".join(each.split()) for each in text.split(apart) if each.strip())
            if paragraphs:
                title = self._meta.get_field(name).verbose_name
                found.append(Part(name, title, f"drawings/{drawings.get(name, name)}.svg", paragraphs))
        return found

    @property
    def text(self) -> str:
        """All that is read out before the question, a paragraph (in easy read: an idea) after the other."""
        return "\n\n".join(paragraph for part in self.parts for paragraph in part.paragraphs)

    @property
    def direction(self) -> str:
        return "rtl" if self.language in _WRITTEN_FROM_THE_RIGHT else "ltr"

    @property
    def kind_in_words(self) -> str:
        """Such as "Easy read, in Polish"."""
        language = "" if self.language == Language.ENGLISH else f", in {self.get_language_display()}"
        return f"{self.get_format_display()}{language}"

    def runs_out_on(self, day: date) -> date | None:
        """The day on which a yes given on a day has no effect any more, or None where it holds until it is ended."""
        return clock.months_after(day, self.expires_after) if self.expires_after else None
