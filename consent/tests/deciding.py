"""Going along a decision in the public interest with a test client, and its smallest answers."""

import re

from django.urls import reverse

from consent.actions import decide_public_interest, record_in_public_interest
from consent.models import Draft
from core.actors import staff
from core.scope import scope_of_staff

REASONS = {
    "purpose": {"purpose": "child"},
    "recipient": {"recipient_kind": "role", "recipient_name": "Duty social worker", "recipient_address": ""},
    "risk": {"at_risk": "The younger brother", "harm": "Being used to carry drugs"},
    "need": {"pressing": "They expect him on Friday", "proportionate": "Only his name and his school"},
    "facts": {"facts": "Said in the cell, without being asked"},
    "no-consent": {"consent_sought": "refused", "consent_words": "Asked twice, said no twice"},
    "alternatives": {"alternatives": "Speaking with the mother, who cannot be reached", "adviser": "Safeguarding lead"},
    "told": {"told": "yes", "told_what": "To whom and why"},
}
OF_THE_PERSON = {
    "help": {"common": ["none"]},
    "name": {"name_to_use": "Zephyr"},
    "age": {"age_band": "18_over"},
    "site": {"site": None},
    "connection": {"connection": "uses_now"},
}
# As the action takes them.
DECISION = {
    "purpose": "child",
    "consent_sought": "unsafe",
    "told": False,
    **dict.fromkeys(
        ["at_risk", "harm", "pressing", "proportionate", "facts", "consent_words", "alternatives", "adviser"], "Words"
    ),
    "told_words": "It would put him at risk",
}
RECIPIENT = {"kind": "role", "name": "Duty social worker", "address": "1 Example Road"}


def decide_to_share(person, user, **changes):
    values = DECISION | changes
    return decide_public_interest(by=staff(user), person=person, aim="share", recipient=RECIPIENT, **values)


def decide_to_record(service, user, name="Zephyr", **changes):
    details = {"name_to_use": name, "connection": "uses_now", "age_band": "18_over"}
    person = record_in_public_interest(by=staff(user), service=service, details=details, decision=DECISION | changes)
    return person.public_interest_decisions.get()


class Deciding:
    """A member of staff on their way. `client`: signed in; `person`: whom to share about, None to record somebody."""

    def __init__(self, client, service, person=None, site=None):
        self.client, self.service, self.site = client, service, site
        start = reverse("decide_to_share", args=[person.reference]) if person else reverse("decide_to_record")
        self.page = client.get(start)

    @property
    def step(self):
        return self.page.context["step"].key if self.page.context and "step" in self.page.context else ""

    @property
    def text(self):
        return re.sub(r"\s+", " ", self.page.content.decode())

    @property
    def draft(self):
        with scope_of_staff(self.service):
            return Draft.objects.deciding().get()

    def opens(self, step):
        self.page = self.client.get(reverse("decide_step", args=[self.draft.pk, step]), follow=True)
        return self

    def answers(self, **values):
        """Send the screen that is open, with what it carries itself."""
        form = self.page.context["form"]
        hidden = {"draft": form["draft"].value()} if "draft" in form.fields and form["draft"].value() else {}
        self.page = self.client.post(self.page.request["PATH_INFO"], {**hidden, **values}, follow=True)
        return self

    def goes(self, until="", **changes):
        """Along the whole way with some steps answered otherwise, to the step `until`, or to the page that checks."""
        steps = {**REASONS, **OF_THE_PERSON, **{key.replace("_", "-"): values for key, values in changes.items()}}
        while self.step and self.step != until:
            values = dict(steps[self.step])
            if values.get("site", "") is None:
                values = {"site": self.site.pk} if self.site else {}
            before = self.step
            self.answers(**values)
            assert self.step != before, re.sub(r"<[^>]*>", " ", self.text)
        return self

    def decides(self):
        """Press the one button at the end."""
        assert "Check the answers" in self.text, self.text
        self.sent = self.page.request["PATH_INFO"], {"key": self.page.context["key"]}
        self.page = self.client.post(*self.sent, follow=True)
        return self
