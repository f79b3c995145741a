"""Widgets that carry how they should look (``look``) as plain words; ``draw`` passes them to the template.

Django's own widgets work too: these are for a width, a prefix, hints beside options, or three boxes for a date.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django import forms


class Looks:
    """Keep the named options of ``looks`` in ``self.look`` and hand the rest to Django."""

    looks: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        self.look = {name: kwargs.pop(name) for name in self.looks if name in kwargs}
        super().__init__(*args, **kwargs)


class ShortText(Looks, forms.TextInput):
    """One line. ``width`` in characters (2, 3, 4, 5, 10, 20 or 30); ``prefix`` and ``suffix`` beside the box."""

    looks = ("width", "prefix", "suffix")


class LongText(Looks, forms.Textarea):
    """Several lines. ``count=500`` shows how many characters are left; ``rows`` sets the height."""

    looks = ("count", "rows")


class Radios(Looks, forms.RadioSelect):
    """Choose one. ``hints={value: text}``, ``divider_before=value`` ("or"), ``inline``, ``small``."""

    looks = ("hints", "divider_before", "inline", "small")


class SeveralBoxes(Looks, forms.CheckboxSelectMultiple):
    """Choose any. As ``Radios``; ``exclusive=value`` unticks all others ("None of these")."""

    looks = ("hints", "divider_before", "exclusive", "small")


class SearchInput(Looks, forms.TextInput):
    """A search box with its button beside it."""

    input_type = "search"
    kind = "search"
    looks = ("width", "button")


class DayParts(NamedTuple):
    """What was typed into the three boxes, kept as typed."""

    day: str = ""
    month: str = ""
    year: str = ""


class DayInput(forms.Widget):
    """Three boxes: day, month, year. ``autocomplete="bday"`` lets a browser fill in a date of birth."""

    kind = "day"
    use_fieldset = True
    template_name = "django/forms/widgets/text.html"  # for Django alone; the boxes come from nhsuk/fields/day.html

    def __init__(self, attrs=None, autocomplete=""):
        super().__init__(attrs)
        self.autocomplete = autocomplete

    def value_from_datadict(self, data, files, name):
        return DayParts(*(str(data.get(f"{name}_{part}") or "").strip()[:40] for part in DayParts._fields))

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}_{part}" in data for part in DayParts._fields)

    def id_for_label(self, id_):
        return f"{id_}_day" if id_ else id_

    def parts(self, value) -> DayParts:
        """The text for each box, whether ``value`` is a date, typed text or nothing."""
        if isinstance(value, DayParts):
            return value
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return DayParts()
        return DayParts(str(value.day), str(value.month), str(value.year)) if isinstance(value, date) else DayParts()
