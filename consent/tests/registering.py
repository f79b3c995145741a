"""Somebody who registers interest, one question a page, as the tests of pages walk it."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from consent.interest import WALK
from consent.models import Draft, InterestRegistration
from core import clock
from core.scope import scope_of_staff

ADULT = {
    "age": {"age_band": "18_over"},
    "who": {"filled_in_by": "self"},
    "name": {"name_to_use": "Kit"},
    "connection": {"connection": "used_before"},
    "wishes": {"wishes": ["hear", "say"]},
    "when": {"when_to_ask": "now"},
    "reach": {"channel": "text", "text_phone": "07700 900123"},
    "needs": {"needs": ["easy_read"]},
}
CHILD = {
    **{step: ADULT[step] for step in ("who", "name", "reach")},
    "age": {"age_band": "10_15"},
    "talk-to": {"talk_to": "nobody"},
}
HELPED = {**ADULT, "who": {"filled_in_by": "here"}, "helper": {"helper_name": "Jo", "helper_relation": "Her sister"}}
ALONE = {
    "age": ADULT["age"],
    "who": {"filled_in_by": "away"},
    "helper-alone": {"helper_name": "Jo", "helper_relation": "Sister", "helper_phone": "07700 900124"},
}
BOTH = {"agree_record": "on", "agree_contact": "on"}


class Visitor(Client):
    """A member of the public at the form of one service."""

    def __init__(self, service, **kwargs):
        super().__init__(**kwargs)
        self.service = service

    def address(self, step="age"):
        if step == "age":
            return reverse("register_interest_form", args=[self.service.slug])
        return reverse("register_step", args=[self.service.slug, step])

    @property
    def check(self):
        return reverse("register_check", args=[self.service.slug])

    def answer(self, step, sent):
        return self.post(self.address(step), sent)

    def answers(self, answers=ADULT, **changes):
        """Answer every question that is asked, in its order."""
        answers = answers | changes
        for step in WALK.steps:
            if step.key in answers:
                answered = self.answer(step.key, answers[step.key])
                assert answered.status_code == 302, answered.context["form"].errors
        return answered

    def waits(self):
        """Some time passes, as when somebody reads."""
        with scope_of_staff(self.service):
            Draft.objects.update(started_at=clock.now() - timedelta(minutes=3))

    def sends(self, **sent):
        self.waits()
        words = self.get(self.check).context["form"]["words"].value()
        return self.post(self.check, {"words": words, **(sent or BOTH)})

    def registers(self, answers=ADULT, **changes):
        self.answers(answers, **changes)
        return self.sends()


def stored(service):
    with scope_of_staff(service):
        return list(InterestRegistration.objects.all())


def drafts(service):
    with scope_of_staff(service):
        return list(Draft.objects.all())
