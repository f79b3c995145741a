"""Pages of involvement. What they share: finding a row the reader may see, and drawing a form."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render

from consent.models import Person
from involvement import rules
from involvement.models import Activity, Decision
from involvement.words import group_name, telling_sentence

RESTRICTED_NAME = "A person whose record is restricted"


def seen(request, queryset, pk):
    """The row of a queryset that the reader may see, or 404."""
    return get_object_or_404(queryset.visible_to(request.reader), pk=pk)


def seen_activity(request, pk) -> Activity:
    return seen(request, Activity.objects.select_related("level", "service", "lead", "partner", "site"), pk)


def form_page(request, form, heading, back_url, template="layouts/form.html", **context):
    """A page with one form, a way back above it and a way out beside its button."""
    form.cancel_url = back_url
    return render(request, template, {"form": form, "heading": heading, "back_url": back_url, **context})


def refused(request, heading, why, back_url):
    """A page that says in a sentence why something may not be done now."""
    context = {"heading": heading, "why": why, "back_url": back_url}
    return render(request, "involvement/refused.html", context)


def number_in(text) -> int:
    """A key from an address, or 0, which no row has."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def with_restricted(queryset):
    """Rows with a `person`, each knowing whether that record is `restricted`: then no name is shown.

    Or the newer record that it is read through.
    """
    of_person = Person.objects.filter(pk=OuterRef("person")).with_restriction()
    return queryset.annotate(restricted=Exists(of_person.filter(restricted_now=True)))


def with_answered(views):
    """Views, each knowing whether a published decision answers it: then its words stay (`answered`)."""
    published = Decision.objects.filter(views=OuterRef("pk"), published_at__isnull=False)
    return views.annotate(answered=Exists(published))


def name_of(telling) -> str:
    """Who is to be told, by the name to use; nobody whose record is restricted is named."""
    if telling.person_id is None:
        return group_name(telling)
    return RESTRICTED_NAME if getattr(telling, "restricted", False) else telling.person.name_to_use


def named(tellings) -> list:
    """Tellings with who is to be told (`name`), where it stands (`sentence`) and `may_undo`, for a table."""
    tellings = list(tellings)
    for telling in tellings:
        telling.name, telling.sentence = name_of(telling), telling_sentence(telling)
        ended = telling.told_at or telling.given_up_at
        telling.may_undo = bool(ended and not telling.restricted and rules.may_undo_telling(telling))
    return tellings
