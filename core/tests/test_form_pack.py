"""Our fields are built like the design system's: each is compared with the HTML that nhsuk-frontend ships as examples.

Ids and references are compared by where they lead, so Django's ids (`id_x_helptext`) pass only if they fit together.
"""

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template

from core.forms import (
    Ask,
    Button,
    DayField,
    LongText,
    OneOfField,
    PlainForm,
    Radios,
    Reveal,
    ShortText,
    SomeOfField,
    YesNoField,
)
from core.forms.draw import draw

FIXTURES = Path(__file__).parents[2] / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk" / "components"

# Attributes that say nothing about the build, or that Django adds for good (aria-invalid).
IGNORED = {"name", "value", "aria-invalid", "autocomplete", "spellcheck", "inputmode", "placeholder"}
REFERENCES = {"id", "for", "aria-describedby", "aria-controls", "data-aria-controls"}
# Where we differ on purpose: no fixed-width digits, no drop zone for files, and no role that a fieldset already has.
DIFFERENT = {"class": {"nhsuk-input--code"}, "data-module": {"nhsuk-file-upload"}, "role": {"group"}}
VOID = {"input", "br"}


class Outline(HTMLParser):
    """HTML as a list of tags, their telling attributes and words; ids are numbered as they appear."""

    def __init__(self, html):
        super().__init__()
        self.lines, self.ids = [], {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        told = {}
        for name, value in attrs:
            words = set((value or "").split()) - DIFFERENT.get(name, set())
            if name in REFERENCES:
                told[name] = tuple(self.ids.setdefault(word, len(self.ids)) for word in (value or "").split())
            elif name not in IGNORED and (words or not value):
                told[name] = sorted(words)
        self.lines.append((tag, tuple(sorted((name, str(value)) for name, value in told.items()))))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.lines.append(("/", tag))

    def handle_data(self, data):
        if data.strip():
            self.lines.append(("words", " ".join(data.split())))


def example(component, name):
    file = FIXTURES / component / "fixtures.json"
    if not file.exists():
        message = "nhsuk-frontend is not installed: run `npm ci`"
        pytest.fail(message) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(message)
    found = [fixture for fixture in json.loads(file.read_text())["fixtures"] if fixture["name"] == name]
    assert found, f"nhsuk-frontend has no example {name!r} of {component}"
    return found[0]


def text_of(part):
    return part if isinstance(part, str) else part.get("text") or part.get("html") or part.get("heading")


def drawn(field, settings, **look):
    """Our HTML for a field with the label, hint and error of an example."""
    label = settings.get("label") or settings["fieldset"]["legend"]
    label = {"text": label} if isinstance(label, str) else label
    field.required, field.label = False, text_of(label)
    field.help_text = forms.utils.mark_safe(text_of(settings.get("hint", "")) or "")
    look = {"heading": "heading" in label, "size": label.get("size", ""), **look}
    form = type("ExampleForm", (forms.Form,), {"example": field})({})
    if "errorMessage" in settings:
        form.add_error("example", text_of(settings["errorMessage"]))
    return draw(form["example"], **look)


def choices(settings):
    items = [item for item in settings["items"] if "value" in item]
    divider = next((n for n, item in enumerate(settings["items"]) if "divider" in item), None)
    return {
        "choices": [(item["value"], item["text"]) for item in items],
        "hints": {item["value"]: item["hint"]["text"] for item in items if "hint" in item},
        "divider_before": None if divider is None else settings["items"][divider + 1]["value"],
        "exclusive": next((item["value"] for item in items if item.get("behaviour") == "exclusive"), None),
    }


def one_of(settings):
    asked = choices(settings)
    asked.pop("exclusive")
    return OneOfField(**asked, inline=settings.get("inline"))


def some_of(settings):
    asked = choices(settings)
    asked.pop("divider_before")
    return SomeOfField(**asked)


FIELDS = {
    "input": lambda s: forms.CharField(
        widget=ShortText(width=s.get("width"), prefix=text_of(s["prefix"]) if "prefix" in s else None)
    ),
    "textarea": lambda s: forms.CharField(widget=forms.Textarea),
    "character-count": lambda s: forms.CharField(widget=LongText(count=s["maxlength"])),
    "select": lambda s: forms.ChoiceField(choices=[(item["value"], item["text"]) for item in s["items"]]),
    "radios": one_of,
    "checkboxes": some_of,
    "date-input": lambda s: DayField(),
    "password-input": lambda s: forms.CharField(widget=forms.PasswordInput),
    "file-upload": lambda s: forms.FileField(),
}
ERROR, BOTH = "with error message, without heading", "with error message and hint, without heading"
EXAMPLES = [
    *[("input", name) for name in ("default", "without heading", "with hint", ERROR, BOTH, "with prefix")],
    *[("textarea", name) for name in ("default", "without heading", "with hint", ERROR, BOTH)],
    *[("character-count", name) for name in ("default", "without heading", "with hint")],
    *[("select", name) for name in ("default", "without heading", "with hint", ERROR, BOTH)],
    *[("radios", name) for name in ("default", "without heading", "with hint", ERROR, BOTH)],
    *[("radios", name) for name in ("inline", "with divider", "with hints on items")],
    *[("checkboxes", name) for name in ("default", "without heading", "with hint", ERROR, BOTH)],
    *[("checkboxes", name) for name in ('with "none" option', "with hints on items")],
    *[("date-input", name) for name in ("default", "without heading", ERROR, BOTH)],
    *[("password-input", name) for name in ("default", "without heading", "with hint", ERROR, BOTH)],
    *[("file-upload", name) for name in ("default", "without heading", "with hint", ERROR, BOTH)],
]


@pytest.mark.parametrize(("component", "name"), EXAMPLES)
def test_a_field_is_built_like_the_design_systems_own(component, name):
    theirs = example(component, name)
    ours = drawn(FIELDS[component](theirs["context"]), theirs["context"])
    assert Outline(ours).lines == Outline(theirs["html"]).lines


def test_a_single_tick_box_can_reveal_a_field_too():
    class HelpForm(PlainForm):
        helped = forms.BooleanField(label="Somebody helped me", required=False)
        who = forms.CharField(label="Who helped?")

        def layout(self):
            return [Reveal("helped", {True: ["who"]})]

    html = page(HelpForm())
    assert 'data-aria-controls="id_helped_revealed"' in html
    assert html.index('id="id_helped_revealed"') < html.index('id="id_who"')


@pytest.mark.parametrize("component", ["radios", "checkboxes"])
def test_fields_under_an_option_are_built_like_the_design_systems_own(component):
    theirs = example(component, "with conditional content")
    settings = theirs["context"]
    revealed = {i["value"]: forms.utils.mark_safe(i["conditional"]["html"]) for i in settings["items"]}  # noqa: S308
    ours = drawn(FIELDS[component](settings), settings, revealed=revealed)
    assert Outline(ours).lines == Outline(theirs["html"]).lines


def test_the_error_summary_is_built_like_the_design_systems_own():
    class BirthForm(PlainForm):
        born = DayField(label="Date of birth")

    form = BirthForm({})
    form.errors.clear()
    form.add_error("born", "Date of birth must be in the past")
    ours = Template('{% include "nhsuk/errors.html" %}').render(Context({"form": form}))
    theirs = example("error-summary", "default")["html"].replace("#example-day", "#id_born_day")
    assert Outline(ours).lines == Outline(theirs).lines


def test_a_mistake_about_the_whole_form_has_no_link():
    form = PlainForm({})
    form.add_error(None, "Invalid username or password")
    ours = Template('{% include "nhsuk/errors.html" %}').render(Context({"form": form}))
    assert Outline(ours).lines == Outline(example("error-summary", "without error link")["html"]).lines


@pytest.mark.parametrize("kind", ["", "secondary", "warning"])
def test_a_button_is_built_like_the_design_systems_own(kind):
    theirs = example("button", kind or "with double click prevented")
    ours = Button(theirs["context"]["text"], kind=kind).render(None, {})
    # Ours never send twice, which the library's examples switch on only in one.
    ours = ours.replace(' data-prevent-double-click="true"', "") if kind else ours
    assert Outline(ours).lines == Outline(theirs["html"]).lines


class ContactForm(PlainForm):
    submit_label = "Save how we contact you"
    cancel_url = "/people/"
    needed_when = {"email": ("how", "email")}

    email = forms.EmailField(label="Which address?")
    how = OneOfField(label="How may we contact you?", choices=[("email", "Email"), ("no", "Not at all")])
    ready = YesNoField(label="Is now a good time?", required=False)
    note = forms.CharField(label="Note", help_text="In your words", max_length=20, required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    def layout(self):
        return [Reveal("how", {"email": ["email"]}), "ready", Ask("note", width=20)]


def page(form):
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form, "csrf_token": "T"}))


def test_the_form_tag_posts_with_a_token_and_leaves_checking_to_the_server():
    html = page(ContactForm())
    assert '<form method="post" novalidate>' in html
    assert 'name="csrfmiddlewaretoken" value="T"' in html
    assert "Save how we contact you" in html
    assert '<a href="/people/">Cancel</a>' in html
    assert " required" not in html
    assert "maxlength" not in html


def test_a_hidden_field_is_on_the_page_even_when_the_layout_forgets_it():
    assert 'name="kept"' in page(ContactForm())


def test_a_search_form_has_no_token():
    class Search(PlainForm):
        method = "get"
        q = forms.CharField(required=False)

    html = page(Search())
    assert "csrfmiddlewaretoken" not in html
    assert "(optional)" not in html


def test_ids_of_hint_and_error_are_those_that_django_points_to():
    form = ContactForm({"note": "x" * 30, "how": "no"})
    html = draw(form["note"])
    assert 'aria-describedby="id_note_helptext id_note_error"' in html
    assert 'id="id_note_helptext"' in html
    assert 'id="id_note_error"' in html


def test_errors_are_listed_in_the_order_of_the_page_and_lead_to_the_control():
    class TwoForm(PlainForm):
        first = forms.CharField()
        second = OneOfField(choices=[("a", "A")])

        def layout(self):
            return ["second", "first"]

    html = page(TwoForm({}))
    assert 0 < html.index('href="#id_second_0"') < html.index('href="#id_first"')
    assert 'id="id_second_0"' in html


def test_what_was_typed_is_escaped_and_kept():
    html = draw(ContactForm({"note": "<b>&\"'"})["note"])
    assert 'value="&lt;b&gt;&amp;&quot;&#x27;"' in html


def test_radios_of_a_model_field_do_not_offer_dashes():
    field = forms.ChoiceField(choices=[("", "---------"), ("a", "A")], widget=Radios())
    html = draw(type("F", (PlainForm,), {"one": field})()["one"])
    assert "---------" not in html


def test_a_disabled_form_says_so_on_every_control():
    form = ContactForm()
    for field in form.fields.values():
        field.disabled = True
    html = "".join(draw(form[name]) for name in ("email", "how", "ready", "note"))
    assert html.count("<input") == html.count(" disabled")
