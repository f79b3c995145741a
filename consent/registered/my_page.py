"""What a service user's own page shows of consent."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent import actions, rules
from consent.accounts import accounts_of
from consent.models import Channel
from core import actors, memberships, registries
from core.accounts import code_senders
from core.models import User
from core.registries import Section

memberships.accounts.add(accounts_of)


@code_senders.add
def send_code(email, key):
    """Have a code leave for whoever signs in with this address. `key`: what it is made from."""
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        actions.send_code(by=actors.public_form(), user=user, key=key)


MOST_OPENINGS = 10


@registries.my_home.add
def what_you_said_yes_to(request, person):
    """One sentence for each yes that holds, since when, with the way to change one's mind beside it."""
    given = [line for line in rules.receipt_of(person) if line.given]
    return Section(30, "consent/sections/my_agreements.html", {"given": given})


@registries.my_home.add
def how_we_may_contact_you(request, person):
    """The ways that are safe, and when we may use them."""
    ways = [
        {"words": _way(person, rule), "times": rule.times_in_words, "says_who": rule.may_say_who}
        for rule in rules.safe_channels(person)
    ]
    context = {
        "ways": ways,
        "may_contact": bool(rules.may_contact(person)),
        "not_before": rules.asked_for_day(person),
        "contacts_us": rules.contacts_us(person),
        "service": person.service,
    }
    return Section(40, "consent/sections/my_contact.html", context)


@registries.my_home.add
def what_helps_you(request, person):
    """What they told us that helps them, so that they can say when it has changed."""
    context = {"names": [str(need) for need in rules.open_needs(person)], "other": person.access_needs}
    context |= {"language": person.language, "was_asked": rules.was_asked(person)}
    return Section(45, "consent/sections/my_needs.html", context)


def _way(person, rule) -> str:
    """One way of contact in the words of the person's own page."""
    number = person.phone.as_national if person.phone else ""
    return {
        Channel.TEXT: _("by text message to %s") % number,
        Channel.TELEPHONE: _("by phone on %s") % number,
        Channel.EMAIL: _("by email to %s") % person.email,
        Channel.LETTER: _("by letter"),
        Channel.WORKER: _("through your worker, face to face"),
    }[Channel(rule.channel)]


@registries.my_home.add
def who_looked(request, person):
    """Who opened the record and on which day, newest first, in a few lines; a page of its own has them all."""
    lines = list(
        openings_in_words(person, person.access_log.select_related("opened_by").order_by("-opened_at", "-pk")[:100])
    )
    return Section(
        50,
        "consent/sections/my_openings.html",
        {"openings": lines[:MOST_OPENINGS], "more": len(lines) > MOST_OPENINGS},
    )


def openings_in_words(person, entries):
    """Pairs of a sentence and the reason given, for entries of the log; several alike on one day are one line.

    Who opened it is told by role and service, and by name only where the service decided so.
    """
    told = {}
    for entry in entries:
        day = timezone.localtime(entry.opened_at).date()
        name = str(entry.opened_by) if person.service.show_reader_names and entry.opened_by else ""
        told.setdefault((day, name, entry.role, entry.why), None)
    for day, name, role, why in told:
        words = {
            "name": name,
            "who": _with_article(role),
            "service": person.service.name,
            "day": date_format(day, "j F Y"),
        }
        if name:
            sentence = _("%(name)s, %(who)s of %(service)s, opened your record on %(day)s.") % words
        else:
            sentence = _("%(who)s of %(service)s opened your record on %(day)s.") % words
            sentence = sentence[0].upper() + sentence[1:]
        yield sentence, why


def _with_article(role: str) -> str:
    return f"an {role}" if role[:1].lower() in "aeiou" else f"a {role}"


@registries.my_home.add
def your_information(request, person):
    """The way to everything that is held."""
    return Section(60, "consent/sections/my_information.html", {})
