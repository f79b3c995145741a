"""Equality answers, each of which may be left out."""

from django.utils.translation import gettext_lazy as _

from consent.models import EqualityProfile
from consent.models.equality import ANSWERS
from core.easy_read import Easy
from core.forms import OneOfField, PlainForm, Reveal


def _asked(name):
    label = EqualityProfile._meta.get_field(name).verbose_name
    return OneOfField(label=label, choices=ANSWERS[name], required=False)


class EqualityForm(PlainForm):
    """The questions of the GOV.UK pattern. Whatever is left out is kept as left out."""

    submit_label = _("Save my answers")
    mark_optional = False
    easy_words = {
        "gender_same": Easy(_("Is your gender the same as when you were born?")),
        "orientation": Easy(_("Who are you attracted to?")),
        "condition": Easy(_("Are you ill, or do you have a disability?")),
        "condition_limits": Easy(_("Does it make things harder for you?")),
    }

    age = _asked("age")
    sex = _asked("sex")
    gender_same = _asked("gender_same")
    ethnic_group = _asked("ethnic_group")
    religion = _asked("religion")
    orientation = _asked("orientation")
    condition = _asked("condition")
    condition_limits = _asked("condition_limits")

    def layout(self):
        asked = [name for name in self.fields if name not in ("condition", "condition_limits")]
        return [*asked, Reveal("condition", {"yes": ["condition_limits"]})]

    def clean(self):
        data = super().clean()
        if data.get("condition") != "yes":
            data["condition_limits"] = ""
        return data
