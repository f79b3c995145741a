"""The base of every form: its crispy helper, plain error messages, and text that the database can store."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.utils import ErrorDict, pretty_name
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core import easy_read

from .layout import Ask, ButtonRow

# PostgreSQL cannot hold a NUL, nor UTF-8 half a surrogate pair; nobody types either.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# By error code. %(name)s and %(Name)s are filled in by the form, the rest by Django's validators.
MESSAGES = {
    "max_length": _("%(Name)s must be %(limit_value)d characters or fewer. You have used %(show_value)d"),
    "min_length": _("%(Name)s must be %(limit_value)d characters or more"),
    "min_value": _("%(Name)s must be %(limit_value)s or more"),
    "max_value": _("%(Name)s must be %(limit_value)s or less"),
    "max_digits": _("%(Name)s is too long a number"),
    "max_whole_digits": _("%(Name)s is too large a number"),
    "max_decimal_places": _("%(Name)s has too many numbers after the point"),
    "invalid_choice": _("Select %(name)s from the list"),
    "invalid_list": _("Select %(name)s from the list"),
    "invalid_pk_value": _("Select %(name)s from the list"),
    "empty": _("The file you chose is empty"),
    "missing": _("Choose the file again"),
}
INVALID = (
    (forms.EmailField, _("Enter an email address in the correct format, like name@example.com")),
    (forms.URLField, _("Enter a web address in the correct format, like https://example.com")),
    (forms.IntegerField, _("%(Name)s must be a number")),
    (forms.TimeField, _("%(Name)s must be a time, like 14:30")),
    (forms.DateField, _("%(Name)s must be a real date")),
    (forms.Field, _("%(Name)s is not in a form that we can read")),
)
# How "please answer" is said. The first kind that fits wins.
REQUIRED = (
    (forms.FileField, _("Choose %(name)s")),
    ((forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField), _("Select %(name)s")),
    (forms.Field, _("Enter %(name)s")),
)
REQUIRED_QUESTION = _("Answer the question “%(name)s”")


class PlainHelper(FormHelper):
    """Crispy's helper for our forms: hidden fields are never left out, and the button's words come along."""

    form_action = ""
    render_hidden_fields = True
    include_media = False

    def __init__(self, form):
        super().__init__()
        # Now, when it is drawn: a form may put its own words to its fields until then.
        if easy_read.is_on():
            easy_read.reword(form)
        self.form_method = form.method
        self.disable_csrf = form.method == "get"
        self.form_id = form.form_id
        self.submit_label = form.submit_label
        self.cancel_url = form.cancel_url
        if form.written_in:
            self.attrs = {"lang": form.written_in}
        pieces = list(form.layout())
        self.own_buttons = any(isinstance(piece, ButtonRow) for piece in pieces)
        self.layout = Layout(*[Ask(piece) if isinstance(piece, str) else piece for piece in pieces])


class Plain:
    """What both kinds of form share. Say in the class body what differs from the ordinary:

    ``submit_label``, ``cancel_url``   the button and, if set, the way back beside it
    ``method``                         "get" for searches and filters
    ``called``                         {field: name in messages}, where the label does not do: "a name to use"
    ``rules_beside``                   {rule of the database: field its refusal stands beside}
    ``needed_when``                    {field: (other, value)}: required if the other has the value, else emptied
    ``easy_words``                     {field: core.easy_read.Easy}: how it is asked in easy read
    ``form_id``                        where something outside the form sends it
    ``written_in``                     the language of its words, where it is not that of the page
    ``label_size``                     "s" (bold), "m", "l", or "" for ordinary weight
    ``layout()``                       field names and pieces of ``core.forms.layout``, in order
    """

    submit_label = _("Continue")
    cancel_url = ""
    method = "post"
    called: dict[str, str] = {}
    rules_beside: dict[str, str] = {}
    needed_when: dict[str, tuple[str, object]] = {}
    easy_words: dict[str, easy_read.Easy] = {}
    form_id = ""
    mark_optional = True
    written_in = ""
    label_size = "s"
    use_required_attribute = False

    def __init__(self, data=None, files=None, **kwargs):
        kwargs.setdefault("label_suffix", "")
        # By name: some forms of django-allauth take their user first.
        super().__init__(data=storable(data), files=files, **kwargs)
        for name, field in self.fields.items():
            if name in self.needed_when:
                field.required = False
            label = field.label if field.label is not None else pretty_name(name)
            speak_plainly(field, str(self.called.get(name) or label))

    def layout(self):
        return list(self.fields)

    @cached_property
    def helper(self) -> PlainHelper:
        return PlainHelper(self)

    @property
    def heads_page(self) -> bool:
        """Whether one of the labels is already the page's h1."""
        return any(isinstance(piece, Ask) and piece.look.get("heading") for piece in self.helper.layout.fields)

    def finds_no_fault(self) -> None:
        """Draw what was typed as it is, without checking it: somebody only wants to see it in other words."""
        self._errors = ErrorDict()

    def marks_optional(self, name: str) -> bool:
        """Whether the label of this field ends in "(optional)"."""
        field = self.fields[name]
        asked = self.mark_optional and self.method == "post" and name not in self.needed_when
        return asked and not field.required and not isinstance(field, forms.BooleanField)

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name, (other, value) in self.needed_when.items():
            if name not in self.fields:  # a form may leave out what does not arise
                continue
            field = self.fields[name]
            chosen = cleaned.get(other)
            if value not in chosen if isinstance(chosen, list) else chosen != value:
                cleaned[name] = field.empty_value if hasattr(field, "empty_value") else None
                self.errors.pop(name, None)
            elif name not in self.errors and cleaned.get(name) in field.empty_values:
                self.add_error(name, forms.ValidationError(field.error_messages["required"], code="required"))
        return cleaned


class PlainForm(Plain, forms.Form):
    """A form that stands by itself."""


class PlainModelForm(Plain, forms.ModelForm):
    """A form whose labels, hints and limits come from a model. Its ``save`` is left to the action."""

    def save(self, commit=True):
        raise TypeError("A form checks what was typed and an action writes it: pass cleaned_data to the action.")


def storable(data):
    """The same data, without characters that cannot be stored."""
    if data is None:
        return None
    many = hasattr(data, "lists")
    bad = [
        key
        for key, value in (data.lists() if many else data.items())
        if any(isinstance(text, str) and UNSTORABLE.search(text) for text in (value if many else [value]))
    ]
    if not bad:
        return data
    data = data.copy()
    for key in bad:
        if many:
            data.setlist(key, [UNSTORABLE.sub("", text) for text in data.getlist(key)])
        else:
            data[key] = UNSTORABLE.sub("", data[key])
    return data


def speak_plainly(field: forms.Field, name: str) -> None:
    """Give the field messages that name it, leaving alone any that its author wrote."""
    question = name.endswith("?")
    stock = stock_messages(type(field))
    plain = {
        **MESSAGES,
        "required": REQUIRED_QUESTION if question else first_that_fits(REQUIRED, field),
        "invalid": first_that_fits(INVALID, field),
    }
    for code, message in plain.items():
        if code not in field.error_messages or field.error_messages[code] is stock.get(code):
            field.error_messages[code] = message
    inner = name if question else lower_first(name)
    outer = _("Your answer") if question else upper_first(name)
    for code, message in field.error_messages.items():
        field.error_messages[code] = named(message, inner, outer)


def fill_in(message, inner, outer) -> str:
    # Validators fill in their own placeholders later, and would trip over a % that came with a label.
    inner, outer = (re.sub(r"\s*%", " per cent", str(name)) for name in (inner, outer))
    return str(message).replace("%(name)s", inner).replace("%(Name)s", outer)


# Worked out only when somebody reads the message, since most never are.
named = lazy(fill_in, str)


@lru_cache
def stock_messages(field_class) -> dict:
    """The messages Django itself gives this class of field."""
    messages = {}
    for klass in reversed(field_class.__mro__):
        if klass.__module__.startswith("django."):
            messages.update(vars(klass).get("default_error_messages", {}))
    return messages


def first_that_fits(table, field):
    return next(message for kinds, message in table if isinstance(field, kinds))


def lower_first(name: str) -> str:
    return name if name[1:2].isupper() or name[:2] == "I " else name[:1].lower() + name[1:]


def upper_first(name: str) -> str:
    for article in ("a ", "an ", "the ", "your "):
        if name.startswith(article):
            name = name.removeprefix(article)
            break
    return name[:1].upper() + name[1:]
