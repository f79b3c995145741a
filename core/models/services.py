"""An L&D service and the sites it works at."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.history import track
from core.models.base import ServiceOwned


@track()
class Service(models.Model):
    """One Liaison and Diversion service. Every row that belongs to it carries it."""

    name = models.CharField("name", max_length=150, unique=True)
    slug = models.SlugField("short name for addresses", max_length=60, unique=True)
    provider = models.CharField("provider", max_length=150, blank=True)
    area = models.CharField("area", max_length=150, blank=True)
    contact_name = models.CharField("first name of the person to ring", max_length=60, blank=True)
    contact_phone = models.CharField("telephone number to ring", max_length=30, blank=True)
    contact_email = models.EmailField("email address", blank=True)
    introduction = models.TextField("public introduction", blank=True)
    privacy_contact = models.CharField("who answers questions about privacy", max_length=200, blank=True)
    days_to_tell = models.PositiveSmallIntegerField(
        "days within which people are told what was decided", default=28, validators=[MinValueValidator(1)]
    )
    months_to_ask_again = models.PositiveSmallIntegerField(
        "months after which a yes is asked for again", default=12, validators=[MinValueValidator(1)]
    )
    hours_to_review = models.PositiveSmallIntegerField(
        "hours within which a decision in the public interest is reviewed",
        default=72,
        validators=[MinValueValidator(1)],
    )
    # A year at most: DAPB1605 asks for a review at least yearly.
    days_to_review_needs = models.SmallIntegerField(
        "days after which access needs are looked at again",
        default=365,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )

    # Counts of people (core.suppression): NHS England's method keeps back 1 to 7 and rounds to the nearest 5.
    small_numbers_up_to = models.SmallIntegerField(
        "counts of people kept back, from 1 up to",
        default=7,
        validators=[MinValueValidator(5), MaxValueValidator(20)],
    )
    round_numbers_to = models.SmallIntegerField(
        "counts of people rounded to the nearest", default=5, choices=[(5, "5"), (10, "10")]
    )

    tries_to_tell = models.SmallIntegerField(
        "tries before somebody could not be told",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )

    # Interest registered on the public form that nobody stands behind, or that nobody looks after, is not kept.
    days_to_confirm = models.SmallIntegerField(
        "days within which somebody who registered is reached",
        default=28,
        validators=[MinValueValidator(7), MaxValueValidator(90)],
    )
    days_untouched = models.SmallIntegerField(
        "days after which a registration that nobody touched is removed",
        default=90,
        validators=[MinValueValidator(28), MaxValueValidator(365)],
    )

    # Asking people who asked to be asked later: how often, how close together, and when a manager hears of it.
    tries_to_ask = models.SmallIntegerField(
        "tries before somebody is not asked any more",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    days_between_tries = models.SmallIntegerField(
        "days between two tries", default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    days_to_escalate = models.SmallIntegerField(
        "days after which a manager hears that somebody was not asked",
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    ask_by_message = models.BooleanField("the first two tries are messages that the system sends", default=False)

    show_reader_names = models.BooleanField("people are told the names of those who opened their record", default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days_to_review_needs__range=(1, 366)),
                name="core_service_reviews_needs_yearly",
                violation_error_message="Access needs are looked at again within a year.",
            ),
            models.CheckConstraint(
                condition=models.Q(small_numbers_up_to__range=(5, 20)) & models.Q(round_numbers_to__in=(5, 10)),
                name="core_service_small_numbers",
                violation_error_message="Counts of people are kept back up to 5 at least and 20 at most, and rounded.",
            ),
            models.CheckConstraint(
                condition=models.Q(tries_to_tell__range=(1, 10)),
                name="core_service_tries_to_tell",
                violation_error_message="Telling somebody is tried once at least and ten times at most.",
            ),
            models.CheckConstraint(
                condition=models.Q(days_to_confirm__range=(7, 90), days_untouched__range=(28, 365)),
                name="core_service_keeps_registrations",
                violation_error_message="Registrations are kept 7 to 90 days until somebody is reached, and 28 to 365"
                " days untouched.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    tries_to_ask__range=(1, 10), days_between_tries__range=(1, 90), days_to_escalate__range=(1, 90)
                ),
                name="core_service_asks_politely",
                violation_error_message="People are asked 1 to 10 times, with 1 to 90 days between two tries, and a"
                " manager hears of it after 1 to 90 days.",
            ),
        ]

    def __str__(self):
        return self.name


class Site(ServiceOwned):
    """A place where the service meets people. Read to find the scope, so without a row policy."""

    class Kind(models.TextChoices):
        POLICE_CUSTODY = "police_custody", "Police custody"
        VOLUNTARY_ATTENDANCE = "voluntary_attendance", "Voluntary attendance"
        MAGISTRATES_COURT = "magistrates_court", "Magistrates' court"
        YOUTH_COURT = "youth_court", "Youth court"
        CROWN_COURT = "crown_court", "Crown court"
        PROBATION = "probation", "Probation"
        COMMUNITY = "community", "Community"

    kind = models.CharField("kind of site", max_length=20, choices=Kind)
    name = models.CharField("name", max_length=120)
    police_vetting_needed = models.BooleanField("police vetting is needed to work here", default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "name"],
                name="core_site_name_once_per_service",
                violation_error_message="There is already a site with this name.",
            )
        ]

    def __str__(self):
        return self.name
