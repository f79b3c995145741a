"""Information material: who answers for it, who checked and read it, whose words it uses, and where it hangs.

The promise of information (the paper, page 3) is that it is accurate, balanced and up to date. What shows that it was
kept is derived here, once: `Material.objects.with_evidence()` and `.keeps_promise()`.

Whether words, a voice or a picture may still be shown is derived too, so that taking back the `publish` agreement
acts at once: `Featured.objects.stopped()` and `MaterialPlace.objects.to_take_down()`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from consent.models import Agreement, Person, Purpose
from consent.models.effect import EffectiveAnswer, effective_sql
from core.deeds import Deed
from core.history import track
from core.models import Membership, ServiceOwned, Site, StoredFile
from core.triggers import EndsOnce, Refuse, says
from involvement.models.activities import Activity
from involvement.models.seen import SeenByStaff

# A yes that ended after the words were used, or a no that came after: a later yes is about something else.
_TAKEN_BACK = """
EXISTS (SELECT 1 FROM consent_agreement w WHERE w.person_id = f.person_id AND w.purpose_id = 'publish'
  AND (w.answer = 'given' AND w.ended_kind IN ('withdrawn', 'ended', 'invalidated') AND w.ended_at > f.recorded_at
    OR w.answer = 'refused' AND w.ended_kind <> 'invalidated' AND w.recorded_at > f.recorded_at))
"""
_MAY_NOT_HANG = f"""
EXISTS (SELECT 1 FROM involvement_material m WHERE m.id = NEW.material_id AND m.retired_at IS NOT NULL)
OR EXISTS (SELECT 1 FROM involvement_featured f WHERE f.material_id = NEW.material_id AND f.ended_at IS NULL
  AND (coalesce({effective_sql("f.person_id", "'publish'")}, '') <> 'given' OR {_TAKEN_BACK}))
"""  # noqa: S608  (SQL of constants)

_NOT_AGREED = f"""
NOT EXISTS (SELECT 1 FROM consent_agreement a WHERE a.id = NEW.agreement_id AND a.person_id = NEW.person_id
  AND a.purpose_id = 'publish' AND a.answer = 'given' AND a.ended_at IS NULL)
OR coalesce({effective_sql("NEW.person_id", "'publish'")}, '') <> 'given'
"""  # noqa: S608  (SQL of constants)


class MaterialQuerySet(SeenByStaff):
    def with_evidence(self):
        """Material, each knowing what its promise rests on: `has_owner`, `is_checked`, `is_read` and `in_date`.

        A check counts for the material as it is: one from before the last change does not.
        """
        owns = Membership.objects.filter(user=OuterRef("owner"), service=OuterRef("service"), ended_at__isnull=True)
        return self.annotate(
            has_owner=Exists(owns),
            is_checked=Exists(
                MaterialCheck.objects.filter(material=OuterRef("pk"), checked_at__gte=OuterRef("changed_at"))
            ),
            is_read=Exists(MaterialReading.objects.filter(material=OuterRef("pk"))),
            in_date=models.ExpressionWrapper(
                Q(review_on__gte=timezone.localdate()), output_field=models.BooleanField()
            ),
        )

    def keeps_promise(self):
        """Material in use with an owner, a check by somebody else, a service user's comment, and in date."""
        return self.in_use().with_evidence().filter(has_owner=True, is_checked=True, is_read=True, in_date=True)

    def in_use(self):
        return self.filter(retired_at__isnull=True)

    def to_review(self, by_day):
        """In use, and to be looked at again on this day or before."""
        return self.in_use().filter(review_on__lte=by_day)


class Material(ServiceOwned):
    """A poster, leaflet, newsletter, exhibition, film or post that tells people something."""

    class Kind(models.TextChoices):
        POSTER = "poster", "Poster"
        LEAFLET = "leaflet", "Leaflet"
        NEWSLETTER = "newsletter", "Newsletter"
        EXHIBITION = "exhibition", "Exhibition"
        FILM = "film", "Film"
        POST = "post", "Post on social media"

    title = models.CharField("title", max_length=150)
    kind = models.CharField("kind", max_length=12, choices=Kind)
    says = models.TextField("what it says or shows", max_length=3000, blank=True)
    link = models.URLField("where it is on the internet", max_length=300, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="the file"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="materials", verbose_name="activity"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="who answers for it"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="who wrote or made it"
    )
    review_on = models.DateField("to be looked at again on")
    recorded = Deed()
    # When what people see of it last changed: a check from before then no longer counts.
    changed = Deed()
    retired = Deed(required=False)
    retired_because = models.CharField("why it is no longer used", max_length=500, blank=True, default="")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["service", "title", "id"], name="involvement_material_list"),
            models.Index(
                fields=["service", "review_on"],
                condition=Q(retired_at__isnull=True),
                name="involvement_material_review",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["poster", "leaflet", "newsletter", "exhibition", "film", "post"]) & says("title"),
                name="involvement_material_known_kind",
                violation_error_message="Give the material a title, and choose its kind from the list.",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_because="")
                | Q(retired_at__isnull=False) & says("retired_because"),
                name="involvement_material_retired_says_why",
                violation_error_message="Say why it is no longer used.",
            ),
        ]
        triggers = [
            Refuse(
                name="material_stays_retired",
                constraint="material_stays_retired",
                operations="UPDATE",
                when_sql="OLD.retired_at IS NOT NULL AND to_jsonb(NEW) <> to_jsonb(OLD)",
                message="This is no longer used, so it stays as it was. Record a new one.",
            ),
            Refuse(
                name="material_author_is_not_checker",
                constraint="material_author_is_not_checker",
                operations="UPDATE",
                when_sql="NEW.author_id <> OLD.author_id AND EXISTS (SELECT 1 FROM involvement_materialcheck c"
                " WHERE c.material_id = NEW.id AND c.checked_by_id = NEW.author_id)",
                message="Whoever checked it cannot become its author.",
            ),
        ]

    def __str__(self):
        return self.title


class MaterialCheck(ServiceOwned):
    """That somebody other than its author found a material accurate, balanced and up to date (the paper, page 3)."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="checks")
    note = models.TextField("what was checked, and against what", max_length=1000, blank=True)
    checked = Deed()

    class Meta:
        ordering = ["-checked_at", "-pk"]
        indexes = [models.Index(fields=["material", "checked_at"], name="involvement_check_newest")]
        triggers = [
            Refuse(
                name="material_checked_by_another",
                constraint="material_checked_by_another",
                operations="INSERT",
                when_sql="NEW.checked_by_id IS NULL OR NEW.checked_by_id ="
                " (SELECT m.author_id FROM involvement_material m WHERE m.id = NEW.material_id)",
                message="Somebody other than its author must check it.",
            ),
            Refuse(
                name="material_check_append_only",
                constraint="material_check_append_only",
                operations="UPDATE OR DELETE",
                message="A check cannot be changed or deleted. Check it again.",
            ),
        ]


@track()
class MaterialReading(ServiceOwned):
    """What a service user said of a material when they read, heard or saw it. Their name only if they agree."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="readings", verbose_name="who read it"
    )
    comment = models.TextField("what they said about it", max_length=2000)
    read = Deed()

    class Meta:
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=says("comment"),
                name="involvement_materialreading_has_comment",
                violation_error_message="Write what they said about it.",
            )
        ]


class FeaturedQuerySet(SeenByStaff):
    def stopped(self):
        """Words, voices and pictures that may not be shown any more, those taken out of the material included."""
        back = Agreement.objects.filter(person=OuterRef("person"), purpose=Purpose.PUBLISH).filter(
            Q(
                answer="given",
                ended_kind__in=["withdrawn", "ended", "invalidated"],
                ended_at__gt=OuterRef("recorded_at"),
            )
            | Q(answer="refused", recorded_at__gt=OuterRef("recorded_at")) & ~Q(ended_kind="invalidated")
        )
        held = EffectiveAnswer(Purpose.PUBLISH, timezone.localdate(), person="person")
        return self.annotate(held=held).filter(~Q(held="given") | Exists(back))

    def in_it(self):
        """Still in the material as it is printed or posted now."""
        return self.filter(ended_at__isnull=True)


@track()
class Featured(ServiceOwned):
    """That a material uses the words, voice or picture of a person, under their agreement to publish."""

    class What(models.TextChoices):
        WORDS = "words", "Their words"
        VOICE = "voice", "Their voice"
        PICTURE = "picture", "Their picture"

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="featured")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="featured", verbose_name="whose it is")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="featured")
    what = models.CharField("what is used", max_length=8, choices=What)
    where = models.CharField("where in the material", max_length=200, blank=True)
    recorded = Deed()
    ended = Deed(required=False)
    ended_because = models.CharField("why it is in it no more", max_length=500, blank=True, default="")

    objects = FeaturedQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["material", "person", "what"],
                condition=Q(ended_at__isnull=True),
                name="involvement_featured_once",
                violation_error_message="This is already noted for the person.",
            ),
            models.CheckConstraint(
                condition=Q(what__in=["words", "voice", "picture"]),
                name="involvement_featured_known_what",
                violation_error_message="Choose what is used of the person.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False) & says("ended_because"),
                name="involvement_featured_ended_says_why",
                violation_error_message="Say why it is in the material no more.",
            ),
        ]
        triggers = [
            Refuse(
                name="featured_has_agreement",
                constraint="featured_has_agreement",
                operations="INSERT",
                when_sql=_NOT_AGREED,
                message="They have not agreed that their words, voice or picture are made public.",
            ),
            EndsOnce(
                name="featured_ends_once",
                deed="ended",
                with_it=["ended_because"],
                message="What a material uses of a person stays on record. It can be taken out of it once.",
            ),
        ]


# Of what a material uses of people: what is in the copy that was put up at the place around it.
_IN_THIS_COPY = Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("put_up_at"))


class MaterialPlaceQuerySet(SeenByStaff):
    def up(self):
        """Where material hangs or is posted now."""
        return self.filter(taken_down_at__isnull=True)

    def that_show(self, person):
        """Where something is up that uses a person, copies from before they were taken out of it included."""
        shown = Featured.objects.filter(person=person, material=OuterRef("material"))
        return self.up().filter(Exists(shown.filter(_IN_THIS_COPY)))

    def to_take_down(self):
        """Where something hangs that may not: no longer used, or with the words of somebody who took back their yes.

        Copies that were put up after the words were taken out of it may stay.
        """
        shown = Featured.objects.stopped().filter(material=OuterRef("material"))
        shown = shown.filter(_IN_THIS_COPY)
        return (
            self.up()
            .annotate(shows_stopped=Exists(shown))
            .filter(Q(shows_stopped=True) | Q(material__retired_at__isnull=False))
        )


class MaterialPlace(ServiceOwned):
    """Where a material hangs, lies or is posted, from the day it was put up until it was taken down."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="hangs")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="site"
    )
    where = models.CharField("where exactly", max_length=200, blank=True)
    put_up = Deed()
    taken_down = Deed(required=False)

    objects = MaterialPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["put_up_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["material", "site", "where"],
                condition=Q(taken_down_at__isnull=True),
                nulls_distinct=False,
                name="involvement_materialplace_once",
                violation_error_message="It is already noted as up there.",
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=False) | says("where"),
                name="involvement_materialplace_says_where",
                violation_error_message="Say where it is: a site, or in words.",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True) | Q(taken_down_at__gte=F("put_up_at")),
                name="involvement_materialplace_dates",
                violation_error_message="It was taken down on or after the day it was put up.",
            ),
        ]
        triggers = [
            Refuse(
                name="material_may_hang",
                constraint="material_may_hang",
                operations="INSERT",
                when_sql=_MAY_NOT_HANG,
                message="It may not be put up: it is no longer used, or somebody in it took back their yes.",
            ),
            EndsOnce(
                name="material_taken_down_once",
                deed="taken_down",
                message="Where a material hung stays on record. It is taken down once.",
            ),
        ]

    def __str__(self):
        return self.in_words(str(self.site) if self.site else "", self.where)

    @staticmethod
    def in_words(site, where) -> str:
        """A place by the name of its site and where it is there, either of which may be missing."""
        return " – ".join(filter(None, [site, where]))
