"""The spectrum of involvement: five levels with the paper's words (page 3), methods, and groups to reach."""

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


class Method(models.Model):
    """A way of involving people, with the levels it suits."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    levels = models.ManyToManyField(Level, related_name="methods")

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
