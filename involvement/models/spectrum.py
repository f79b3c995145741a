"""The spectrum of involvement: five levels with the paper's words (page 3), methods, and groups to reach."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Level(models.Model):
    """One level with its meaning and promise, as the paper puts them. In the paper's order, never as a score."""

    INFORMATION, CONSULTATION, PARTICIPATION = "information", "consultation", "participation"
    PARTNERSHIP, CONTROL = "partnership", "control"

    key = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=60)
    meaning = models.TextField()
    promise = models.TextField()
    plain_words = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class Aim(models.TextChoices):
    """What people are involved for, as the planner asks it."""

    TELL = "tell", "To tell people what is happening"
    HEAR = "hear", "To hear what people think"
    SHAPE = "shape", "To work out with people how to do something better"
    CHOOSE = "choose", "To choose something, such as who is appointed or how money is spent"
    CHECK = "check", "To check how well the service works"
    SUPPORT = "support", "To let people support one another"


class TimeFrame(models.TextChoices):
    """How long there is. The right level depends on the person, the task and the time frame (the paper, page 3)."""

    DAYS = "days", "A few days"
    WEEKS = "weeks", "A few weeks"
    MONTHS = "months", "Some months"
    ONGOING = "ongoing", "It goes on, with no end planned"


class Circumstance(models.TextChoices):
    """Where people stand who could be involved (the paper, pages 4 and 5)."""

    IN_CRISIS = "in_crisis", "In crisis now"
    BRIEFLY = "briefly", "In contact with us for a short time"
    MOVED_ON = "moved_on", "Used our service and have moved on"
    OTHER_SERVICES = "other_services", "Use other services"
    NEVER_USED = "never_used", "Never used our service, but have lived what it is for"


class Method(models.Model):
    """A way of involving people: in plain words what it is and takes, and the levels and situations that it suits."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    levels = models.ManyToManyField(Level, related_name="methods")
    plain_words = models.CharField(max_length=200, default="")
    takes = models.CharField("what it takes", max_length=200, default="")
    aims = ArrayField(models.CharField(max_length=10, choices=Aim), default=list)
    times = ArrayField(models.CharField(max_length=10, choices=TimeFrame), default=list)
    people = ArrayField(models.CharField(max_length=15, choices=Circumstance), default=list)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Group(models.Model):
    """A group of people to reach, in the words of the paper's case study (page 5). Reference data."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name
