"""Fields that forgive how people write and say in plain English what to mend.

Messages name the field by ``%(name)s`` ("date of birth") or ``%(Name)s`` ("Date of birth"), which the form fills in.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber, to_python

from core.models.fields import looks_like_a_number, validate_telephone

from .widgets import DayInput, DayParts, Radios, SeveralBoxes, ShortText

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}


PARTS_OF_A_DAY = {"day": _("a day"), "month": _("a month"), "year": _("a year")}


class DayField(forms.Field):
    """A day, asked for in three boxes; gives a ``datetime.date``.

    ``earliest`` and ``latest`` are dates or functions that return one, such as ``timezone.localdate``.
    An error's ``parts`` names the boxes to mend, so that only those are marked.
    """

    widget = DayInput
    default_error_messages = {
        "incomplete": _("%(Name)s must include %(missing)s"),
        "invalid": _("%(Name)s must be a real date"),
        "short_year": _("%(Name)s must have a year of 4 numbers, like 1985"),
        "too_early": _("%(Name)s must be on or after %(limit)s"),
        "too_late": _("%(Name)s must be on or before %(limit)s"),
        "past": _("%(Name)s must be today or in the future"),
        "future": _("%(Name)s must be today or in the past"),
    }

    def __init__(self, *, earliest=None, latest=None, **kwargs):
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value):
        if value in self.empty_values or (isinstance(value, DayParts) and not any(value)):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if not isinstance(value, DayParts):
            value = self.widget.parts(value)
        missing = [part for part, typed in zip(DayParts._fields, value, strict=True) if not typed]
        if missing:
            words = [str(PARTS_OF_A_DAY[part]) for part in missing]
            raise self.problem("incomplete", missing, missing=str(_(" and ")).join(words))
        return self.real_date(value)

    def real_date(self, typed: DayParts) -> date:
        """The date typed, with the month as a number or a name; ValidationError for the box that is wrong."""
        month = MONTHS.get(typed.month.lower().rstrip(".")) or whole_number(typed.month)
        year = whole_number(typed.year)
        if year is not None and len(typed.year) != 4:
            raise self.problem("short_year", ["year"])
        try:
            return date(year, month, whole_number(typed.day))
        except (TypeError, ValueError):
            raise self.problem("invalid", wrong_parts(typed, month, year)) from None

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        today = timezone.localdate()
        for limit, beyond, code, at_today in (
            (self.earliest, lambda a, b: a < b, "too_early", "past"),
            (self.latest, lambda a, b: a > b, "too_late", "future"),
        ):
            limit = limit() if callable(limit) else limit
            if limit and beyond(value, limit):
                raise self.problem(at_today if limit == today else code, limit=format_date(limit, "j F Y"))

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def problem(self, code, parts=DayParts._fields, **params):
        return ValidationError(self.error_messages[code], code=code, params={"parts": tuple(parts), **params})


def whole_number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def wrong_parts(typed: DayParts, month: int | None, year: int | None) -> list[str]:
    """The boxes that cannot be right on their own; all three when only their sum is wrong (31 June)."""
    day = whole_number(typed.day)
    wrong = [
        part
        for part, fine in (
            ("day", day is not None and 1 <= day <= 31),
            ("month", month is not None and 1 <= month <= 12),
            ("year", bool(year)),
        )
        if not fine
    ]
    return wrong or list(DayParts._fields)


class TimeOfDayField(forms.Field):
    """A time as people write it: 9am, 2.30pm, 14:30, noon. Gives a ``datetime.time``."""

    widget = ShortText(width=5)
    default_error_messages = {"invalid": _("%(Name)s must be a time, like 2:30pm or 14:30")}
    pattern = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*(am|pm)?", re.IGNORECASE)
    words = {"noon": time(12), "midday": time(12), "midnight": time(0)}

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return value or None
        text = str(value).strip().lower()
        if text in self.words:
            return self.words[text]
        match = self.pattern.fullmatch(text)
        if not match:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        # A bare "2" could be either half of the day, and "13pm" is neither.
        unclear = (half and not 1 <= hour <= 12) or not (half or match[2])
        try:
            return time(hour % 12 + 12 * (half == "pm") if half else hour, minute) if not unclear else time(24)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value):
        return value.strftime("%H:%M") if isinstance(value, time) else value


class MoneyField(forms.DecimalField):
    """Pounds and pence; forgives the pound sign and commas. Gives a ``Decimal``."""

    widget = ShortText(width=5, prefix="£", attrs={"inputmode": "decimal"})
    default_error_messages = {
        "invalid": _("%(Name)s must be an amount in pounds, like 12.50"),
        "max_decimal_places": _("%(Name)s must have no more than 2 numbers after the point, like 12.50"),
    }

    def __init__(self, *, min_value=Decimal(0), max_value=Decimal("9999999.99"), **kwargs):
        kwargs = {"max_digits": 9, "decimal_places": 2} | kwargs
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[£,\s]", "", value)
            if value and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def widget_attrs(self, widget):
        return {}


class TelephoneField(PhoneNumberField):
    """A telephone number, read as a British one unless it starts with + and a country code."""

    default_error_messages = {"invalid": _("Enter a telephone number, like 07700 900 123")}
    default_validators = [validate_telephone]

    def __init__(self, *, region="GB", **kwargs):
        kwargs["error_messages"] = self.default_error_messages | (kwargs.get("error_messages") or {})
        kwargs.setdefault("widget", ShortText(width=20, attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(region=region, **kwargs)

    def to_python(self, value):
        # Answers kept as JSON may hold a list or a number, which the parser would not survive.
        number = to_python(value if isinstance(value, PhoneNumber) else str(value or ""), region=self.region)
        if number in self.empty_values:
            return self.empty_value
        if not looks_like_a_number(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return to_python(number.as_e164)

    def prepare_value(self, value):
        return getattr(value, "as_national", value) if getattr(value, "country_code", None) == 44 else value


class OneOfField(forms.ChoiceField):
    """Choose one, all choices in view. ``hints={value: text}``; further looks as for ``Radios``."""

    def __init__(self, *, hints=None, divider_before=None, inline=False, **kwargs):
        kwargs.setdefault("widget", Radios(hints=hints or {}, divider_before=divider_before, inline=inline))
        super().__init__(**kwargs)


class SomeOfField(forms.MultipleChoiceField):
    """Choose any. ``exclusive`` is the value that stands alone, such as "none of these"."""

    default_error_messages = {"not_alone": _("Select either “%(alone)s” or other answers, not both")}

    def __init__(self, *, hints=None, exclusive=None, **kwargs):
        self.exclusive = exclusive
        kwargs.setdefault(
            "widget", SeveralBoxes(hints=hints or {}, exclusive=exclusive, divider_before=exclusive or None)
        )
        super().__init__(**kwargs)

    def validate(self, value):
        super().validate(value)
        # Only JavaScript unticks the others, so the server has to ask as well.
        if self.exclusive in value and len(value) > 1:
            alone = dict(self.choices).get(self.exclusive, self.exclusive)
            raise ValidationError(self.error_messages["not_alone"], code="not_alone", params={"alone": alone})


class YesNoField(forms.TypedChoiceField):
    """Yes or no, nothing chosen beforehand. Gives True, False, or None when it may be left out."""

    def __init__(self, *, yes="", no="", hints=None, inline=True, **kwargs):
        kwargs.setdefault("widget", Radios(hints=hints or {}, inline=inline))
        super().__init__(
            choices=[("yes", yes or _("Yes")), ("no", no or _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "")
