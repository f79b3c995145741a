"""Access needs in today's work: what is not arranged yet, what to look at again, and whom nobody has asked."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from consent import rules
from consent.models import Agreement, Channel, Message, Person, Wording
from consent.models.agreements import Route
from consent.models.needs import Way
from consent.needs import MOST, Occasion, lately, not_met_yet, occasions, to_meet
from core import registries
from core.registries import WorkRow
from core.roles import Permission

MOST_REVIEWS = 20


def _day(moment) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"


@occasions.add
def messages(service, person=None):
    """Text messages, emails and letters that were queued lately and not stopped."""
    rows = Message.objects.filter(service=service, person__isnull=False, queued_at__gte=lately())
    rows = rows.exclude(state=Message.State.STOPPED)
    rows = rows.exclude(channel__in=[Channel.TELEPHONE, Channel.WORKER])
    if person is not None:
        rows = rows.filter(person=person)
    else:
        by_way = [
            not_met_yet(rows.filter(channel=channel), "message-", "pk", way, known_by="queued_at")
            for channel, way in ((Channel.TEXT, Way.TEXT), (Channel.EMAIL, Way.EMAIL), (Channel.LETTER, Way.LETTER))
        ]
        rows = (by_way[0] | by_way[1] | by_way[2]).filter(person__in=Person.objects.not_restricted())
    rows = rows.select_related("person").prefetch_related(*rules.facts_of_needs("person__", met=True))
    for message in rows.order_by("-queued_at")[:MOST]:
        yield Occasion(
            key=f"message-{message.pk}",
            person=message.person,
            way=message.channel,
            words=f"the {message.get_channel_display().lower()} about the {message.about} of {_day(message.queued_at)}",
            day=timezone.localtime(message.queued_at).date(),
            happened_at=message.queued_at,
        )


@occasions.add
def forms_on_paper(service, person=None):
    """Answers taken lately on a form on paper. One in easy read meets that need by itself."""
    rows = Agreement.objects.filter(service=service, route=Route.PAPER, recorded_at__gte=lately())
    rows = rows.exclude(wording__isnull=True).select_related("person", "wording", "purpose")
    if person is not None:
        rows = rows.filter(person=person)
    else:
        rows = not_met_yet(rows, "form-", "pk", Way.LETTER, known_by="recorded_at")
        rows = rows.filter(person__in=Person.objects.not_restricted())
    for agreement in rows.prefetch_related(*rules.facts_of_needs("person__", met=True)).order_by("-recorded_at")[:MOST]:
        if agreement.wording.format == Wording.Format.EASY_READ and not _more_than_easy_read(agreement.person):
            continue
        yield Occasion(
            key=f"form-{agreement.pk}",
            person=agreement.person,
            way=Way.LETTER,
            words=f"the form of {_day(agreement.recorded_at)}, “{agreement.purpose.title}”",
            day=timezone.localtime(agreement.recorded_at).date(),
            happened_at=agreement.recorded_at,
        )


def _more_than_easy_read(person) -> bool:
    return any(need.need_id != "easy_read" for need in rules.ignored_by(person, Way.LETTER))


@registries.work.add
def work(request):
    """Needs that a session, a letter or a form would ignore, reviews due, and people whom nobody asked."""
    reader = request.reader
    if not reader.may(Permission.RECORD_PEOPLE):
        return
    for one in to_meet(reader.service)[:MOST]:
        person, occasion = one.occasion.person, one.occasion
        url = reverse("needs_to_meet", args=[person.reference])
        yield WorkRow(
            2,
            f"{person.name_to_use} {one.says}: {one.ask} for {occasion.words}",
            "Say how",
            f"{url}?{urlencode({'for': occasion.key})}",
            occasion.day,
        )
    people = Person.objects.visible_to(reader).with_needs_asked()
    today = timezone.localdate()
    for person in people.filter(needs_review_on__lte=today + rules.NOTICE).order_by("needs_review_on", "pk")[
        :MOST_REVIEWS
    ]:
        when = "was due" if person.needs_review_on <= today else "is due"
        yield WorkRow(
            3,
            f"What helps {person.name_to_use} {when} to be looked at again on {person.needs_review_on:%-d %B %Y}",
            "Ask again",
            reverse("person_needs", args=[person.reference]),
            person.needs_review_on,
        )
    never = people.filter(needs_review_on__isnull=True).count()
    if never:
        who = "1 person was" if never == 1 else f"{never} people were"
        url = f"{reverse('people')}?needs=not_asked"
        yield WorkRow(4, f"{who} never asked what helps them to understand and take part", "See who", url)
