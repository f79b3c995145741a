"""Forms in plain English, drawn in the NHS design system.

A form names its fields and says nothing about looks::

    class NameForm(PlainForm):
        submit_label = "Save the name"
        called = {"name": "a name to use"}          # "Enter a name to use"
        name = forms.CharField(label="What should we call you?", max_length=80)

and a page draws all of it with ``{% crispy form %}`` (or ``layouts/form.html``). From there:
``base`` gives the form its crispy helper and plain error messages, ``layout`` holds the pieces a form may
be arranged in, ``draw`` turns one field into what its template in ``templates/nhsuk/fields/`` needs. The
design system's class names appear in those templates and nowhere in Python. See them all at ``/gallery/``.
"""

from .base import PlainForm, PlainModelForm
from .fields import DayField, MoneyField, OneOfField, SomeOfField, TelephoneField, TimeOfDayField, YesNoField
from .files import TableField, UploadField
from .layout import Ask, Button, ButtonRow, Details, Group, Heading, Link, Narrow, Question, Reveal, Text
from .widgets import DayInput, LongText, Radios, SearchInput, SeveralBoxes, ShortText

__all__ = [
    "Ask",
    "Button",
    "ButtonRow",
    "DayField",
    "DayInput",
    "Details",
    "Group",
    "Heading",
    "Link",
    "LongText",
    "MoneyField",
    "Narrow",
    "OneOfField",
    "PlainForm",
    "PlainModelForm",
    "Question",
    "Radios",
    "Reveal",
    "SearchInput",
    "SeveralBoxes",
    "ShortText",
    "SomeOfField",
    "TableField",
    "TelephoneField",
    "Text",
    "TimeOfDayField",
    "UploadField",
    "YesNoField",
]
