"""Going along the journey of recording consent with a test client: one answer after the other."""

import re

from django.urls import reverse

from consent.models import Draft
from core.scope import scope_of_staff

# The shortest way that makes a record: the smallest answer to each question, in order.
SHORTEST = {
    "help": {"common": ["none"]},
    "record": {"answer": "yes"},
    "name": {"name_to_use": "Samira"},
    "age": {"age_band": "18_over"},
    "site": {"site": None},
    "connection": {"connection": "uses_now"},
    "contact": {"answer": "yes"},
    "way": {"channel": "worker"},
}


class Going:
    """A member of staff on their way. `client`: signed in; `site`: where they are."""

    def __init__(self, client, service, site):
        self.client, self.service, self.site = client, service, site
        self.page = client.get(reverse("record_person"))

    @property
    def step(self):
        return self.page.context["step"].key if self.page.context and "step" in self.page.context else ""

    @property
    def text(self):
        return self.page.content.decode()

    @property
    def draft(self):
        with scope_of_staff(self.service):
            return Draft.objects.get()

    def url(self, name, **kwargs):
        return reverse(name, kwargs={"pk": self.draft.pk, **kwargs})

    def opens(self, step):
        self.page = self.client.get(self.url("record_step", step=step), follow=True)
        return self

    def answers(self, **values):
        """Send the screen that is open, with what it carries itself."""
        hidden = {name: self.page.context["form"][name].value() for name in ("draft", "wording") if self.carries(name)}
        self.page = self.client.post(self.page.request["PATH_INFO"], {**hidden, **values}, follow=True)
        return self

    def carries(self, name):
        form = self.page.context["form"]
        return name in form.fields and form[name].value()

    def goes(self, until="", **changes):
        """Along the shortest way with some steps answered otherwise, to the step `until`, or to the end of it."""
        steps = {**SHORTEST, **changes}
        while self.step and self.step != until and self.step in steps:
            values = dict(steps[self.step])
            if values.get("site", "") is None:
                values["site"] = self.site.pk
            before = self.step
            self.answers(**values)
            assert self.step != before, re.sub(r"<[^>]*>", " ", self.text)
        return self

    def carries_on(self):
        """Past the page that says there may already be a record."""
        assert "There may already be a record" in self.text
        self.page = self.client.get(self.url("go_on_recording"), follow=True)
        return self

    def records(self):
        """Press the one button at the end."""
        assert "Check the answers" in self.text, self.text
        self.sent = self.page.request["PATH_INFO"], {"key": self.page.context["key"]}
        self.page = self.client.post(*self.sent, follow=True)
        return self
