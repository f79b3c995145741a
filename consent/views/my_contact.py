"""A service user's own ways of contact: which are safe, when, and the name we use."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.links import ANY_TIME
from consent.forms.own import OwnNameForm, OwnWayForm
from consent.models import Channel
from consent.rules.links import WAYS
from consent.views.my_consent import own_record
from core import actors
from core.access import my_page
from core.views import perform, posted, said

NAMES = {
    Channel.TEXT: gettext_lazy("Text messages"),
    Channel.EMAIL: gettext_lazy("Emails"),
    Channel.TELEPHONE: gettext_lazy("Phone calls"),
    Channel.LETTER: gettext_lazy("Letters"),
    Channel.WORKER: gettext_lazy("Through a worker, when you meet"),
}


@my_page
@require_GET
def my_contact(request):
    """Every way of contact: whether we may use it, how and when."""
    person = own_record(request)
    in_force = _in_force(person)
    usable = {rule.channel for rule in rules.safe_channels(person)}
    context = {
        "person": person,
        "ways": [
            {
                "way": way,
                "name": NAMES[way],
                "rule": in_force.get(way),
                "address": _address(person, way),
                "missing": not rules.address_on(person, way),
                "usable": way in usable,
            }
            for way in WAYS
        ],
        "may_contact": bool(rules.may_contact(person)),
        "contacts_us": rules.contacts_us(person),
        "not_before": rules.asked_for_day(person),
        "may_change": bool(rules.may_change(person)),
        "service": person.service,
        "heading": _("How we may contact you"),
        "back_url": reverse("my_home"),
    }
    return render(request, "consent/my_contact.html", context)


def _in_force(person) -> dict:
    return {rule.channel: rule for rule in person.safe_contacts.all() if rule.ended_at is None}


def _address(person, way) -> str:
    if way in (Channel.TEXT, Channel.TELEPHONE):
        return person.phone.as_national if person.phone else ""
    return "" if way == Channel.WORKER else rules.address_on(person, way)


@my_page
@require_http_methods(["GET", "POST"])
def my_way(request, channel):
    """Yes or no for one way of contact, and how and when it is safe."""
    person = own_record(request)
    if channel not in WAYS or not rules.address_on(person, channel):
        raise Http404
    way = Channel(channel)
    old = _in_force(person).get(way)
    initial = {name: getattr(old, name) for name in OwnWayForm.base_fields} if old else {}
    initial["days"] = initial.get("days") or ANY_TIME
    form = OwnWayForm(posted(request), way=way, initial=initial)
    form.cancel_url = back = reverse("my_contact")
    if form.is_valid():
        by = actors.the_person(person)
        if rule := perform(form, actions.set_own_contact, by=by, person=person, channel=way, **form.chosen):
            yes = _("We may use this way: %s.") if rule.allowed else _("We do not use this way any more: %s.")
            sentence = yes % str(NAMES[way]).lower()
            return said(request, f"{sentence} {_('This counts from now on.')}", "my_contact")
    context = {"form": form, "heading": NAMES[way], "back_url": back, "way": way, "address": _address(person, way)}
    context["signs_in_by_it"] = way == Channel.EMAIL and person.accounts.open().exists()
    return render(request, "consent/my_way.html", context)


@my_page
@require_http_methods(["GET", "POST"])
def my_name(request):
    """The name we use for them."""
    person = own_record(request)
    initial = {"name_to_use": person.name_to_use, "pronouns": person.pronouns}
    form = OwnNameForm(posted(request), initial=initial)
    form.cancel_url = back = reverse("my_contact")
    if form.is_valid():
        by = actors.the_person(person)
        if changed := perform(form, actions.change_details, by=by, person=person, details=form.cleaned_data):
            return said(request, _("We call you %s from now on.") % changed.name_to_use, "my_contact")
    context = {"form": form, "heading": _("The name we use"), "back_url": back}
    return render(request, "layouts/form.html", context)
