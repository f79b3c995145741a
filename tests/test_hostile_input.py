"""What nobody would type, sent to every address: a page or a refusal each time, and never a failure of the system.

Each form is read from its own page, so that a new one is walked without a word here: all that it asks is answered with
a plausible choice and odd words, and then with what breaks careless code. What a form stores is taken back.
"""

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, quote_plus

import pytest
from django.db import transaction
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from consent.deciding import WALKS
from consent.journey import WALK
from consent.models import Purpose, Wording
from consent.public_interest import TO_RECORD, TO_SHARE
from core.scope import scope_of_staff
from tests.test_permissions import OURS, WHO, expected, query_of, sample

SCRIPT = "<script>alert(1)</script>"
# A NUL, half of a surrogate pair, an emoji of several parts, letters from right to left, no characters, and a script.
ODD = (
    b"a\x00b\xed\xa0\x80 \xf0\x9f\xa7\x91\xe2\x80\x8d\xf0\x9f\xa6\xbd \xe2\x80\xae\xd7\x90 \xef\xbf\xbe %s {{ 7*7 }} "
    b"'; drop table core_user; -- \xd9\xa3\xc2\xb2 " + SCRIPT.encode()
)
KEPT = "Nothing typed is lost"
PAST_A_BIG_INTEGER, HUGE = str(2**63), "-" + "9" * 400
IS_DAY = re.compile(r"_(day|month|year)$").search
# Who sees the form of an address, where the first who may open it does not.
OPENED_BY = {"decision_in_public_interest": "manager"}
# Boxes whose words are not shown again: passwords, and what is only looked for.
NOT_SHOWN_AGAIN = {"password", "search", "hidden"}


class Asked(HTMLParser):
    """The forms of a page: `method`, `to`, and what each asks, by name: its kind and the values it offers."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.select = [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append({"method": attrs.get("method", "get").lower(), "to": attrs.get("action", ""), "ask": {}})
        elif tag == "option" and self.select is not None:
            self.select.append(attrs.get("value", ""))
        elif self.forms and tag in ("input", "select", "textarea", "button") and attrs.get("name"):
            kind = {"input": attrs.get("type", "text"), "textarea": "text"}.get(tag, tag)
            _, values = self.forms[-1]["ask"].setdefault(attrs["name"], (kind, []))
            self.select = values if tag == "select" else None
            if kind not in ("text", "select", "file"):
                values.append(attrs.get("value", "on"))


def answered(ask, words, choice=None, day=("1", "2", "2030")) -> dict:
    """One answer to each question. `choice`: what stands for each choice; None for the last of those offered."""
    sent = {}
    for name, (kind, values) in ask.items():
        part = IS_DAY(name)
        if part:
            sent[name] = day[("day", "month", "year").index(part[1])]
        elif kind in ("radio", "checkbox", "select"):
            sent[name] = (values or [""])[-1] if choice is None else choice
        elif kind in ("hidden", "submit", "button"):
            sent[name] = values[0]
        elif kind != "file":
            sent[name] = words
    return sent


def all_that_is_sent(ask):
    """What one form is sent, one after the other: what it is called, and pairs of a name and a value."""
    first = next((name for name, (kind, _) in ask.items() if kind == "text" and not IS_DAY(name)), None)
    odd = answered(ask, ODD)
    yield "odd characters", list(odd.items())
    wrong = answered(ask, KEPT, PAST_A_BIG_INTEGER, ("31", "February", "99999"))
    yield "wrong choices and days", list(wrong.items())
    long = answered(ask, HUGE, HUGE, (HUGE, "\u0663", "1e999")) | ({first: "x" * 100_000} if first else {})
    yield "far too long, twice", [*long.items(), *wrong.items()]
    yield "everything changed", [(name, "x'\x00") for name in ask]
    yield "nothing", []


def encoded(pairs) -> str:
    """As a browser would send it, but for bytes that no browser sends."""
    of = [(quote_plus(name), v if isinstance(v, bytes) else v.encode()) for name, v in pairs]
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in of)


def who_may(name, keys, view):
    """The first who sees an address as it is meant."""
    if view.access.kind == "public":
        return "nobody"
    return OPENED_BY.get(name) or next(
        (who for who in WHO if expected(name, view, who, keys, "get") == "open"), "nobody"
    )


def answer_to(client, method, path, body):
    """The answer to what was sent, read to its end; what it stored is taken back."""
    with transaction.atomic():
        if method == "get":
            response = client.get(f"{path}{'&' if '?' in path else '?'}{body}")
        else:
            response = client.post(path, body, content_type="application/x-www-form-urlencoded")
        text = b"".join(response.streaming_content).decode() if response.streaming else ""
        transaction.set_rollback(True)
    return response, text or response.content.decode(errors="replace")


# What a page is sent that shows no form: a button alone, or words that it reads out of its address.
WITHOUT_A_FORM = dict.fromkeys(["key", "page", "reason", "q", "for", "to", "list", "person", "older"], ("text", []))


def forms_of(client, path):
    page = client.get(path)
    found = Asked(page.text).forms if page.headers.get("Content-Type", "").startswith("text/html") else []
    mine = [form for form in found if form["to"].split("?")[0] in ("", path.split("?")[0])]
    for method in {"get", "post"} - {form["method"] for form in mine}:
        mine.append({"method": method, "ask": WITHOUT_A_FORM})
    return mine


@pytest.mark.parametrize(("name", "keys", "view"), OURS, ids=[name for name, _, _ in OURS])
def test_nothing_that_is_sent_makes_an_address_fail(world, name, keys, view):
    path = reverse(name, kwargs={key: sample(world, name, key) for key in keys}) + query_of(world, name)
    client = world.client(WHO[who_may(name, keys, view)])
    for form in forms_of(client, path):
        for called, pairs in all_that_is_sent(form["ask"]):
            if form["ask"] is WITHOUT_A_FORM and called != "odd characters":
                continue
            response, text = answer_to(client, form["method"], path, encoded(pairs))
            what = f"{form['method']} {path}, {called}"
            assert response.status_code < 500, f"{what}: {response.status_code}"
            assert SCRIPT not in text, f"{what}: a script comes back as it was sent"
            # Its hidden box for machines is not shown again.
            if (
                name != "answer_questionnaire"
                and form["method"] == "post"
                and called == "wrong choices and days"
                and response.status_code == 200
            ):
                # A password is never shown again.
                typed = sum(value == KEPT and form["ask"][asked][0] != "password" for asked, value in pairs)
                assert unescape(text).count(KEPT) >= typed, f"{what}: something typed is lost"


# What stands in an address for a key that nothing has.
NO_KEYS = {
    int: [10**18, 10**19, 10**400],
    str: ["\x00", "x" * 3000, "\u202e\U0001f9d1", SCRIPT, "%s"],
}
OF_WORDS = {"reference": str}
OF_NUMBERS = dict.fromkeys(["pk", "session", "decision", "transfer", "line"], int)


@pytest.mark.parametrize(
    ("name", "keys", "view"),
    [route for route in OURS if {*OF_WORDS, *OF_NUMBERS} & set(route[1])],
    ids=[name for name, keys, _ in OURS if {*OF_WORDS, *OF_NUMBERS} & set(keys)],
)
def test_no_key_in_an_address_makes_it_fail(world, name, keys, view):
    client = world.client(WHO[who_may(name, keys, view)])
    ordinary = {key: sample(world, name, key) for key in keys}
    for key in keys:
        for wrong in NO_KEYS.get((OF_WORDS | OF_NUMBERS).get(key), ()):
            try:
                path = reverse(name, kwargs=ordinary | {key: wrong})
            except NoReverseMatch:
                continue  # a key of another kind, which no address holds
            for method in ("get", "post"):
                response, _ = answer_to(client, method, path, "")
                assert response.status_code < 500, f"{method} {path[:80]}: {response.status_code}"


STEPS = [
    (f"{called}, {step.key}", step)
    for called, walk in [("record", WALK), ("to record", TO_RECORD), ("to share", TO_SHARE), *WALKS.items()]
    for step in walk.steps
]


@pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[called for called, _ in STEPS])
def test_no_step_of_a_journey_fails_at_what_is_sent_to_it(world, step):
    """Each by its form alone, since most steps wait behind others: it refuses, or what it keeps can be told again."""
    with scope_of_staff(world.northshire):
        known = {"purpose": Purpose.CONTACT}
        shared = {"service": world.northshire, "known": known}
        if step.reads_out:
            shared["words"] = Wording.objects.in_force(world.northshire, step.reads_out)
        empty = step.form(**shared)
        ask = {name: ("text", []) for name in fields_sent(empty)}
        choices = answered({name: ("radio", [plausible(field)]) for name, field in empty.fields.items()}, "")
        for called, pairs in [*all_that_is_sent(ask), ("plausible", [*{**answered(ask, ODD), **choices}.items()])]:
            form = step.form(QueryDict(encoded(pairs)), **shared)
            if form.is_valid():
                kept = json.loads(json.dumps(form.kept))
                assert step.form.told(kept) is not None, called
                step.form(initial=step.form.shown(kept), **shared).as_p()
            else:
                assert all(str(problem).strip() for problems in form.errors.values() for problem in problems)


def fields_sent(form):
    """The names under which a form is sent: a day in three boxes."""
    for name, field in form.fields.items():
        yield from [f"{name}_{part}" for part in ("day", "month", "year")] if hasattr(field, "earliest") else [name]


def plausible(field):
    """The last choice of a field that has some."""
    choices = [str(value) for value, _ in getattr(field, "choices", ()) if value != ""]
    return choices[-1] if choices else "Word"
