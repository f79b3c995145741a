"""Links in messages, `/r/<token>/`: change how we are in touch, or stop, without an account.

A link in a message about a registration says that it was them who sent it, or takes it back.

Opening a link changes nothing, since mail scanners open links too, and shows no name; the button does. No page tells
whether a link that does not work was ever sent to anybody.
"""

from functools import wraps

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consent import actions, rules
from consent.forms.links import ContactByLinkForm
from consent.links import read_link
from consent.models import InterestRegistration, Link, Person
from core import actors
from core.access import public_page
from core.limits import HourlyLimit
from core.scope import person_scope, public_scope, set_scope
from core.views import perform, posted

# From one address in an hour. A custody suite has one address for everybody in it.
MISSES, NEW_LINKS = HourlyLimit("links", most=30), HourlyLimit("new-links", most=10)

DONE = {
    "contact": (
        gettext_lazy("Your choices are saved"),
        [gettext_lazy("They count from now on."), gettext_lazy("The next message we send you has a new link in it.")],
    ),
    "stopped": (
        gettext_lazy("We will not contact you any more"),
        [
            gettext_lazy("This counts from now on. Nothing that was waiting will be sent."),
            gettext_lazy("If you change your mind, tell any worker you know."),
        ],
    ),
    "withdrawn": (
        gettext_lazy("You have taken back everything you agreed to"),
        [
            gettext_lazy("We will not contact you any more, and we stop using what you told us."),
            gettext_lazy("If you change your mind, tell any worker you know."),
        ],
    ),
    "confirmed": (
        gettext_lazy("Thank you. We know now that it was you"),
        [
            gettext_lazy("We get in touch in the way you said is safe, at the time you said."),
            gettext_lazy("You can change your mind at any time. Tell any worker you know."),
        ],
    ),
    "taken-back": (
        gettext_lazy("We will not contact you any more"),
        [
            gettext_lazy("This counts from now on. Nothing that was waiting will be sent."),
            gettext_lazy("What we were told is deleted by the end of tomorrow."),
        ],
    ),
    "new-link": (
        gettext_lazy("Look out for a new link"),
        [
            gettext_lazy("If the old link was sent to you, a new one comes to you in a way you told us is safe."),
            gettext_lazy("If nothing comes, ring the number in our message, or tell any worker you know."),
        ],
    ),
}


def _of_link(*kinds):
    """A page of one link of these kinds that works: with whom it is about in scope, and nobody else.

    Any other gets the page of a dead link.
    """

    def page_of(view):
        @wraps(view)
        def opened(request, token):
            if MISSES.reached(request):
                return _too_often(request)
            link = read_link(token)
            if link is None:
                MISSES.count(request)
                return _dead(request, token)
            set_scope(_scope_of(link))
            if link.kind not in kinds or not rules.may_use_link(link, to := _whom(link)):
                return _dead(request, token)
            return view(request, token, link, to)

        return public_page(opened)

    return page_of


PERSON, REGISTRATION = Link.Kind.CONTACT, Link.Kind.REGISTRATION


def _scope_of(link):
    if link.kind == REGISTRATION:
        return public_scope(link.service, record=link.target)
    return person_scope(link.service, link.target)


def _whom(link):
    if link.kind == REGISTRATION:
        return InterestRegistration.objects.select_related("service").filter(pk=link.target).first()
    people = Person.objects.select_related("service").with_restriction()
    return people.prefetch_related("safe_contacts").filter(pk=int(link.target)).first()


def _dead(request, token):
    heading = _("This link does not work any more")
    return render(request, "consent/link/dead.html", {"token": token, "heading": heading})


def _too_often(request):
    # Some of these addresses are for a press alone, and nothing can be opened there.
    return_to = reverse("link", args=[request.resolver_match.kwargs["token"]])
    context = {"heading": _("Too many tries"), "return_to": return_to}
    return render(request, "consent/link/too_often.html", context, status=429)


@_of_link(PERSON, REGISTRATION)
@require_GET
def link(request, token, link, to):
    context = {"token": token, "service": to.service, "heading": _("Your messages from us")}
    if link.kind == REGISTRATION:
        context |= {"heading": _("Was it you?"), "asks": rules.may_confirm(to)}
        return render(request, "consent/link/registered.html", context)
    return render(request, "consent/link/choose.html", context)


@_of_link(REGISTRATION)
@require_POST
def link_confirm(request, token, link, registration):
    """It was them who registered."""
    return _done(request, token, link, actions.confirm_by_link, "confirmed")


@_of_link(PERSON)
@require_http_methods(["GET", "POST"])
def link_contact(request, token, link, person):
    """Yes or no for each way of contact, and when."""
    form = ContactByLinkForm(posted(request), ways=rules.ways_by_link(person), initial=_as_it_stands(person))
    if form.is_valid():
        by = actors.link(link)
        if perform(form, actions.change_contact_by_link, by=by, link=link, **form.choices):
            return redirect("link_done", what="contact")
    context = {"form": form, "service": link.service, "heading": _("How may we contact you?")}
    context["back_url"] = reverse("link", args=[token])
    return render(request, "consent/link/contact.html", context)


def _as_it_stands(person):
    """What they said before, as far as it shows nothing of their own: yes or no, and no words or times."""
    said = {rule.channel: rule.allowed for rule in person.safe_contacts.all() if rule.ended_at is None}
    return said | {"contact_us": bool(rules.contacts_us(person))}


@_of_link(PERSON, REGISTRATION)
@require_http_methods(["GET", "POST"])
def link_stop(request, token, link, to):
    """We contact them no more."""
    if link.kind == REGISTRATION:
        context = {
            "heading": _("Stop contacting you?"),
            "means": [
                _("We send you nothing more, and we do not ring you."),
                _("What we were told is deleted by the end of tomorrow. You do not have to say why."),
            ],
            "button": _("Stop contacting me"),
        }
        return _sure(request, token, link, actions.take_back_by_link, "taken-back", context)
    context = {
        "heading": _("Stop contacting you?"),
        "means": [
            _("We send you nothing more, and we do not ring you."),
            _("What you told us stays with us. You do not have to say why you want to stop."),
        ],
        "button": _("Stop contacting me"),
    }
    return _sure(request, token, link, actions.stop_contact_by_link, "stopped", context)


@_of_link(PERSON)
@require_http_methods(["GET", "POST"])
def link_withdraw(request, token, link, person):
    """They take back everything."""
    context = {
        "heading": _("Take back everything you agreed to?"),
        "means": [
            _("We send you nothing more, and we do not ring you."),
            _("We stop using what you told us. It is locked away, and then deleted."),
            _("We only keep using something if we must, to keep somebody safe."),
            _("You do not have to say why. It changes nothing else for you."),
        ],
        "button": _("Take back everything"),
    }
    return _sure(request, token, link, actions.withdraw_by_link, "withdrawn", context)


def _sure(request, token, link, action, what, context):
    if request.method == "POST":
        return _done(request, token, link, action, what)
    context |= {"service": link.service, "back_url": reverse("link", args=[token])}
    return render(request, "consent/link/sure.html", context)


def _done(request, token, link, action, what):
    try:
        action(by=actors.link(link), link=link)
    except ValidationError:
        # Pressed twice at one moment, or used on another phone meanwhile.
        return _dead(request, token)
    return redirect("link_done", what=what)


@public_page
@require_POST
def new_link(request, token):
    """Ask for a new link in place of a dead one. The answer is the same whether there is somebody to send it to."""
    if NEW_LINKS.reached(request):
        return _too_often(request)
    NEW_LINKS.count(request)
    if found := read_link(token):
        set_scope(_scope_of(found))
        actions.send_new_link(by=actors.link(found), link=found)
    return redirect("link_done", what="new-link")


@public_page
@require_GET
def link_done(request, what):
    """What was done, said without a name. It can be opened by anybody and tells nothing of anybody."""
    if what not in DONE:
        raise Http404
    heading, means = DONE[what]
    return render(request, "consent/link/done.html", {"heading": heading, "means": means})
