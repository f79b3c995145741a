"""From which day to which the dashboard looks."""

from datetime import date

from django.utils import timezone

from core.forms.base import PlainForm
from core.forms.fields import DayField
from core.forms.layout import Group
from governance.period import Period, last_12_months, months_before

EARLIEST = date(2000, 1, 1)


class PeriodForm(PlainForm):
    """A day left out is today, or twelve months before the other."""

    method = "get"
    submit_label = "Show these days"
    called = {"from_day": "the first day", "to_day": "the last day"}

    from_day = DayField(label="From", required=False, earliest=EARLIEST, latest=timezone.localdate)
    to_day = DayField(label="To", required=False, earliest=EARLIEST, latest=timezone.localdate)

    def layout(self):
        return [Group("Which days to show", "from_day", "to_day", hint="Both days are included.", size="s")]

    def clean(self):
        data = super().clean()
        if data.get("from_day") and data.get("to_day") and data["from_day"] > data["to_day"]:
            self.add_error("to_day", "Last day must be on or after the first day")
        return data

    def period(self) -> Period:
        """The period of a valid form."""
        last = self.cleaned_data["to_day"] or timezone.localdate()
        return Period(self.cleaned_data["from_day"] or months_before(last), last)


def period_from(request):
    """(period, form, query): the days asked for in the address, else the last 12 months, and what keeps them in links.

    Days that make no sense leave the last 12 months in place, with the errors on the form.
    """
    asked = {name: value for name, value in request.GET.items() if name.startswith(("from_day_", "to_day_"))}
    usual = last_12_months()
    form = PeriodForm(
        request.GET if any(asked.values()) else None, initial={"from_day": usual.first, "to_day": usual.last}
    )
    if not form.is_valid():
        return usual, form, ""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in asked:
            del kept[name]
    return form.period(), form, kept.urlencode()
