"""Every page that is declared public or a service user's, over the demonstration, in the states that it has there.

`walk(world)` yields one `Seen` after another. What is sent on the way is taken back: no page depends on another.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from consent.forms.questions.person import UNDER_10
from consent.interest import WALK
from consent.links import token_of
from consent.models import Message
from consent.tests.registering import ADULT, ALONE, CHILD, HELPED, Visitor
from core import easy_read
from core.scope import scope_of_staff
from tests.test_permissions import OURS, sample

KINDS = ("public", "my", "leading")
SERVICE_USER = "person"
# Files, and addresses that answer by leading elsewhere.
NO_PAGE = {
    "away",
    "my_calendar",
    "my_information_page",
    "leading_calendar",
    "lock",
    "new_link",
    "register_stop",
    "switch_words",
    "switch_language",
}
# Only the walks of somebody who registers come to these.
ON_THE_WAY = {"register_step", "register_check", "registered"}
# Pages of signing in, which declare nothing: their views are a library's.
SIGNING_IN = ["/account/login/", "/account/logout/"]
# States that an address has beside its ordinary one.
MORE = [
    ("links", "/r/never-sent/"),
    ("errors", "/nothing-is-here/"),
    ("answering", "/questionnaires/?code=zzz"),
    ("public", "/what-changed/northshire/?q=zzz"),
    ("public", "/what-changed/eastshire/"),
    ("core", "/services/eastshire/"),
    ("core", "/resources/?kind=document"),
]
# What is shown when something is in the way, each with what it needs: drawn as they are, since they come about rarely.
IN_THE_WAY = [
    "400.html",
    "403.html",
    "403_csrf.html",
    "429.html",
    "500.html",
    "consent/link/too_often.html",
    "consent/registering/closed.html",
    "consent/registering/too_many.html",
    "involvement/hear_back_not_now.html",
    "involvement/too_many_answers.html",
]


@dataclass(frozen=True)
class Seen:
    """One page as it was answered. `journey`: what of the system it belongs to. `state`: how it came about."""

    journey: str
    address: str
    state: str
    html: str


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walk(world, language="", easy=False):
    """All of them, each as somebody who may open it; in a language or in easy read, as the cookies choose it."""
    chosen = {"language": language, easy_read.COOKIE: easy_read.ON if easy else ""}
    with override_settings(DEBUG=False):
        yield from _walk(world, {name: value for name, value in chosen.items() if value})


def _walk(world, cookies):
    for name, keys, view in OURS:
        if view.access.kind not in KINDS or name in NO_PAGE | ON_THE_WAY:
            continue
        client = _client(world, SERVICE_USER if view.access.kind != "public" else None, cookies)
        values = {key: _value(world, name, key) for key in keys}
        yield from _states(_journey_of(view), client, reverse(name, kwargs=values))
    for address in SIGNING_IN:
        yield from _states("signing in", _client(world, None, cookies), address)
    for journey, address in MORE:
        yield from _states(journey, _client(world, None, cookies), address)
    yield from _registering(world.northshire, cookies)
    with translation.override(cookies.get("language") or settings.LANGUAGE_CODE):
        for template in IN_THE_WAY:
            easy_read.switch(easy_read.COOKIE in cookies)
            html = render_to_string(template, {"service": world.northshire, "heading": ""})
            easy_read.switch(False)
            yield Seen("errors", template, "", html)


def _client(world, who, cookies):
    client = world.client(who)
    client.cookies.load(cookies)
    return client


def _journey_of(view) -> str:
    kind = "my page" if view.access.kind == "my" else "leading" if view.access.kind == "leading" else ""
    return kind or view.__module__.replace(".views", "").rpartition(".")[2]


def _value(world, name, key):
    if key == "token":
        with scope_of_staff(world.northshire):
            return token_of(Message.objects.get(service=world.northshire, delivery="delivered"))
    return sample(world, name, key)


def _states(journey, client, address):
    """As it is opened; as it answers when nothing was filled in; and where it leads when that was enough."""
    yield from _seen(journey, address, "", client.get(address, follow=True))
    with taken_back():
        yield from _seen(journey, address, "sent empty", client.post(address, follow=True))


def _seen(journey, address, state, response):
    if response.status_code != 405 and "text/html" in response["Content-Type"]:
        yield Seen(journey, address, state, response.text)


def _registering(service, cookies):
    for who, answers in {"adult": ADULT, "child": CHILD, "with a helper": HELPED, "helper alone": ALONE}.items():
        with taken_back():
            yield from _registers(who, _visitor(service, cookies), answers)
    with taken_back():
        visitor = _visitor(service, cookies)
        under_10 = visitor.post(visitor.address(), {"age_band": UNDER_10}, follow=True)
        yield from _seen("registering", visitor.address(), "under 10", under_10)


def _visitor(service, cookies):
    visitor = Visitor(service)
    visitor.cookies.load(cookies)
    return visitor


def _registers(who, visitor, answers):
    for step in [step.key for step in WALK.steps if step.key in answers]:
        address = visitor.address(step)
        yield from _seen("registering", address, who, visitor.get(address))
        yield from _seen("registering", address, f"{who}, sent empty", visitor.post(address))
        visitor.answer(step, answers[step])
    yield from _seen("registering", visitor.check, who, visitor.get(visitor.check))
    yield from _seen("registering", visitor.check, f"{who}, sent empty", visitor.post(visitor.check))
    visitor.sends()
    done = reverse("registered", args=[visitor.service.slug])
    yield from _seen("registering", done, who, visitor.get(done))
