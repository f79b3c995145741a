"""What helps a person to understand and take part: in words, whether it was asked, and what would ignore it.

Spoken language stands apart from access needs, which it is no part of by the standard, so that neither hides the other.
"""

from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst

from consent.models import AccessNeed, NeedMet, NeedsAsked, PersonNeed
from consent.models.needs import Category, Way
from core.rules import Allowed, Refused

# The need for which words in force are shown in easy read first.
EASY_READ = "easy_read"
# Reviews are said this long before they are due.
NOTICE = timedelta(days=28)


def facts_of_needs(path, met=False) -> list:
    """What the functions here read of people who are read along with other rows: prefetch these, and they ask no more.

    `path`: how to get to the person, such as "person__". `met`: with how each need was met. People who are read
    themselves come `with_what_helps()`, which costs no statement of its own.
    """
    needs = PersonNeed.objects.open().select_related("need")
    if met:
        needs = needs.prefetch_related(Prefetch("met", NeedMet.objects.filter(ended_at__isnull=True)))
    return [Prefetch(f"{path}needs", needs), f"{path}needs_asked"]


def open_needs(person) -> list[PersonNeed]:
    """The needs that hold today, in the order of the coded list."""
    if hasattr(person, "needs_now"):
        return [PersonNeed.of_json(person, json) for json in person.needs_now]
    if "needs" in getattr(person, "_prefetched_objects_cache", {}):
        return [need for need in person.needs.all() if need.ended_at is None]
    return list(PersonNeed.objects.open().filter(person=person).select_related("need"))


def last_asked(person) -> NeedsAsked | None:
    """The newest time they were asked what helps them; None where nobody has asked."""
    if hasattr(person, "asked_newest"):
        return person.asked_newest and NeedsAsked.of_json(person, person.asked_newest)
    return max(person.needs_asked.all(), key=lambda asked: (asked.asked_at, asked.pk), default=None)


def was_asked(person) -> bool:
    """Whether anybody ever asked."""
    return last_asked(person) is not None


def needs_easy_read(person) -> bool:
    """Whether what they are asked with is shown in easy read first."""
    return any(need.need_id == EASY_READ for need in open_needs(person))


def needs_in_words(person) -> str:
    """Access needs as sentences, such as "Needs a BSL interpreter (a woman). Lip reads."; "" where none is known."""
    words = [capfirst(need.says) for need in open_needs(person)]
    if person.access_needs:
        words.append(person.access_needs)
    return " ".join(word if word.endswith((".", "!", "?")) else f"{word}." for word in words)


def language_in_words(person) -> str:
    """Spoken language as a sentence, or "" for English without an interpreter."""
    if person.interpreter_needed:
        return f"Interpreter: {person.language or 'ask which language'}."
    return f"Prefers {person.language}." if person.language else ""


def what_helps(person) -> str:
    """Access needs and spoken language together, for one line of a list; "" where none is known."""
    return " ".join(filter(None, [needs_in_words(person), language_in_words(person)]))


def needs_to_pass_on(person) -> list[str]:
    """Sentences that go along with whatever is passed on about a person: a disclosure, a referral, a session list."""
    sentences = [f"{capfirst(need.says)}." for need in open_needs(person)]
    return [*sentences, *filter(None, [person.access_needs, language_in_words(person)])]


def asked_in_words(person) -> str:
    """When they were last asked, so that "nobody asked" is never taken for "has none"."""
    asked = last_asked(person)
    if asked is None:
        return "Nobody has asked yet what helps them to understand and take part."
    day = f"{timezone.localtime(asked.asked_at):%-d %B %Y}"
    review = f"{asked.review_on:%-d %B %Y}"
    if asked.review_on <= timezone.localdate():
        return f"Last asked on {day}. This was to be looked at again on {review}: ask again."
    none = " They need nothing of this kind." if asked.has_none else ""
    return f"Asked on {day}.{none} To be looked at again on {review}."


def ignored_by(person, way: str) -> list[PersonNeed]:
    """The open needs that reaching the person in this way ignores, unless somebody says how they are met.

    Somebody with two ways to be contacted is reached well by either of them.
    """
    needs = [need for need in open_needs(person) if way in need.need.bears_on]
    wished = [need.need for need in open_needs(person) if is_a_way_to_contact(need.need)]
    if any(way not in need.bears_on for need in wished):
        needs = [need for need in needs if not is_a_way_to_contact(need.need)]
    return needs


def is_a_way_to_contact(need: AccessNeed) -> bool:
    """Whether a need names the way to contact somebody, so that it bears on all others: not an alert, nor a relay."""
    return need.category == Category.CONTACT and len(set(need.bears_on) - {Way.MEETING}) > 1


_list: list[AccessNeed] = []


def access_needs() -> list[AccessNeed]:
    """The coded list in its order. It changes with a new version alone, so one reading serves a whole process."""
    if not _list:
        _list.extend(AccessNeed.objects.all())
    return _list


def may_review_on(service, day, asked_on):
    """May needs asked on one day be looked at again on another? After it, and within the time of the service."""
    latest = asked_on + timedelta(days=service.days_to_review_needs)
    if not asked_on < day <= latest:
        return Refused(
            f"Needs are looked at again by {latest:%-d %B %Y} at the latest.",
            field="review_on",
        )
    return Allowed()


def may_have(keys):
    """May these keys be recorded? Only what the coded list offers."""
    unknown = set(keys) - {need.key for need in access_needs() if need.offered}
    return Refused("Select what helps them from the list.", field="needs") if unknown else Allowed()


def may_end_need(person_need: PersonNeed):
    """May this need be ended or its details changed? Once."""
    return Refused("This need has ended already.") if person_need.ended_at is not None else Allowed()
