"""Easy read: a page in short sentences with a drawing beside each. On or off for a whole request, like a language.

* A template `easy/<path>` is its easy-read twin: it is shown in its place while easy read is on. Nothing else chooses.
* A form says its easy words beside its own: `easy_words = {"age_band": Easy(_("How old are you?"), drawing="person")}`.
* The switch is on every page of the public and of service users, and no page of staff is ever in easy read.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field

from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates

COOKIE, LASTS = "easy_read", 90 * 24 * 3600
ON, OFF = "yes", "no"
# The name of the switch where it sends the form of the page along.
SENDS = "switch"
KINDS = ("public", "my", "leading")
# Pages of a library that service users come to as well; those of passwords are for staff.
SIGNING_IN = ("account_confirm_login_code", "account_logout", "account_signup", "account_inactive")

_on = ContextVar("easy_read", default=False)


def remember(response, chosen: str):
    """Keep a choice, ON or OFF, in its cookie. Returns the response."""
    response.set_cookie(COOKIE, chosen, max_age=LASTS, samesite="Lax", httponly=True)
    return response


def is_on() -> bool:
    """Whether the page that is being answered is in easy read."""
    return _on.get()


def switch(on: bool) -> None:
    """Set for the rest of this request; the next one begins with its own."""
    _on.set(on)


def choose(request, on: bool) -> None:
    """Switch, and have the answer to this request remember it."""
    switch(on)
    request.easy_read_chosen = ON if on else OFF


def pressed(request) -> bool:
    """Whether a form was sent by the switch above it, to keep what was typed. If so, it is switched now."""
    by_switch = request.method == "POST" and SENDS in request.POST
    if by_switch:
        choose(request, not is_on())
    return by_switch


def is_offered(view, name: str) -> bool:
    """Whether a page has the switch: those of the public and of service users, and those of signing in."""
    access = getattr(view, "access", None)
    return access.kind in KINDS if access else name in SIGNING_IN


class Templates(DjangoTemplates):
    """Django's own templates; in easy read, the twin of one that has any."""

    def get_template(self, template_name):
        if is_on():
            try:
                return super().get_template(f"easy/{template_name}")
            except TemplateDoesNotExist:
                pass
        return super().get_template(template_name)


@dataclass(frozen=True)
class Easy:
    """How one field is asked in easy read. What is left out stays as it is in standard words.

    `hint` "" takes the hint away. `choices` and `hints`: words by value. `drawing`: a file of static/drawings.
    """

    label: str = ""
    hint: str | None = None
    choices: dict = field(default_factory=dict)
    hints: dict | None = None
    drawing: str = ""


def reword(form) -> None:
    """Put the fields of a form into their easy words."""
    for name, easy in form.easy_words.items():
        if name not in form.fields:
            continue
        asked = form.fields[name]
        asked.label = easy.label or asked.label
        asked.help_text = asked.help_text if easy.hint is None else easy.hint
        if easy.choices:
            asked.choices = [(value, easy.choices.get(value, words)) for value, words in asked.choices]
        if easy.hints is not None:
            asked.widget.look = {**asked.widget.look, "hints": easy.hints}


def drawing_of(form, name: str) -> str:
    """The drawing beside a field, where easy read is on and it has one. Else ""."""
    easy = getattr(form, "easy_words", {}).get(name) if is_on() else None
    return easy.drawing if easy else ""
