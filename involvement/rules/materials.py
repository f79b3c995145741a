"""What may be done with information material: checked, read, its people named, put up and taken down."""

from datetime import timedelta

from django.utils import timezone

from consent.models import Purpose
from consent.rules import may_change as may_change_record
from consent.rules import status_for
from core.rules import Allowed, Refused

# Nobody can promise that words stay right for longer.
LONGEST_UNTIL_REVIEW = timedelta(days=2 * 366)


def may_change_material(material):
    """May this material be changed, checked, read or put up? Until it is no longer used."""
    if material.retired_at is not None:
        return Refused("This is no longer used, so it stays as it was. Record a new one.")
    return Allowed()


def may_check(material, user):
    """May this user check the material? Somebody other than its author (design, section 7)."""
    answer = may_change_material(material)
    if answer and user is not None and user.pk == material.author_id:
        return Refused("You wrote or made this. Somebody else has to check it.")
    return answer


def may_be_author(material, author):
    """May this user be named as the author? Not whoever checked it."""
    if material.author_id != author.pk and material.checks.filter(checked_by=author).exists():
        return Refused(f"{author} checked this, so they cannot be its author.", field="author")
    return Allowed()


def may_be_reviewed_on(day):
    """May material be left until this day before somebody looks at it again?"""
    today = timezone.localdate()
    if day <= today:
        return Refused("The day to look at it again must be in the future.", field="review_on")
    if day > today + LONGEST_UNTIL_REVIEW:
        return Refused("The day to look at it again must be within 2 years.", field="review_on")
    return Allowed()


def may_feature(person):
    """May somebody's words, voice or picture be used publicly? Only under their `publish` agreement, in effect now."""
    answer = may_change_record(person)
    if not answer:
        return answer
    status = status_for(person, Purpose.PUBLISH)
    if not status.given:
        return Refused(
            f"{person.name_to_use} has not agreed that their words, voice or picture are made public. "
            f"{status.sentence}.",
            field="person",
        )
    return Allowed()


def may_take_out(featured):
    """May it be noted that somebody's words are in the material no more? Once."""
    if featured.ended_at is not None:
        return Refused("They were taken out of it already.")
    return may_change_material(featured.material)


def may_put_up(material, day=None):
    """May copies be up, from this day (None for now)? Not with somebody in it who took back their yes."""
    answer = may_change_material(material)
    if not answer:
        return answer
    if material.featured.in_it().stopped().exists():
        return Refused(
            "It uses the words, voice or picture of somebody who took back their yes. Take that out of it first."
        )
    if day is not None and day > timezone.localdate():
        return Refused("The day it was put up must be today or before.", field="put_up_on")
    return Allowed()


def may_take_down(place, day=None):
    """May it be ticked off that it was taken down, on this day (None for now)? Once, and not before it was put up."""
    if place.taken_down_at is not None:
        return Refused("It was taken down already.")
    today, up = timezone.localdate(), timezone.localtime(place.put_up_at).date()
    if day is not None and not up <= day <= today:
        return Refused(f"The day must be between {up:%-d %B %Y}, when it was put up, and today.", field="taken_down_on")
    return Allowed()
