"""What somebody says by a link in a message: how they may be contacted from now on, and when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import Channel, WayToReach
from consent.models.contact import Days
from core.forms import Group, OneOfField, PlainForm, TimeOfDayField, YesNoField

ASKED = {
    Channel.TEXT: _("May we send you text messages?"),
    Channel.EMAIL: _("May we send you emails?"),
    Channel.TELEPHONE: _("May we ring you?"),
    Channel.LETTER: _("May we send you letters?"),
    Channel.WORKER: _("May a worker tell you things when you meet?"),
}
ANY_TIME, SOME_TIMES = "any", "some"


class HoursOfContact(PlainForm):
    """Days and hours that are safe, for forms that ask for them: both times or neither."""

    def clean(self):
        data = super().clean()
        start, end = data.get("from_time"), data.get("until_time")
        if (start is None) != (end is None) and not {"from_time", "until_time"} & set(self.errors):
            missing = "until_time" if end is None else "from_time"
            self.add_error(missing, _("Give both times, or none"))
        elif start and end and end <= start:
            self.add_error("until_time", _("The second time must be later than the first"))
        return data


class ContactByLinkForm(HoursOfContact):
    """One yes or no for each way of contact that could be used, and when all of them are safe."""

    submit_label = _("Save my choices")

    days = OneOfField(
        label=_("On which days?"), choices=[(ANY_TIME, _("Any day")), *Days.choices], required=False, initial=ANY_TIME
    )
    from_time = TimeOfDayField(label=_("Not before"), required=False, help_text=_("For example, 9am"))
    until_time = TimeOfDayField(label=_("Not after"), required=False, help_text=_("For example, 5pm"))
    contact_us = forms.BooleanField(
        label=_("Do not contact me. I will contact you"),
        required=False,
        help_text=_("Then we use none of the ways below."),
    )
    mark_optional = False

    def __init__(self, *args, ways, **kwargs):
        super().__init__(*args, **kwargs)
        asked = {way: YesNoField(label=ASKED[way], label_suffix="") for way in ways}
        for field in asked.values():
            field.error_messages["required"] = _("Select yes or no")
        self.fields = {**asked, **self.fields}
        self.ways = ways

    def clean(self):
        data = super().clean()
        if data.get("contact_us"):
            # Whatever else was chosen does not count then.
            self.errors.clear()
        return data

    def layout(self):
        return ["contact_us", *self.ways, Group(_("When is a good time?"), "days", "from_time", "until_time")]

    @property
    def choices(self) -> dict:
        """What was chosen, as `actions.change_contact_by_link` takes it."""
        data = self.cleaned_data
        if data.get("contact_us"):
            return {"ways": {WayToReach.SELF: True}}
        return {
            "ways": {WayToReach.SELF: False} | {way: data[way] for way in self.ways},
            "days": "" if data["days"] in ("", ANY_TIME) else data["days"],
            "from_time": data["from_time"],
            "until_time": data["until_time"],
        }
