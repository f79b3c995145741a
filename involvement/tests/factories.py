"""The smallest valid things of involvement, each made through its action. Call them inside a scope."""

from datetime import timedelta
from itertools import count

from django.test import Client
from django.utils import timezone

from consent.access_needs import load_access_needs
from consent.actions import record_person
from consent.models import Wording
from consent.reference import load_purposes, publish_standard_wording
from core import actors
from core.actions import add_member, add_site, create_service
from core.deeds import deed
from core.history import acting
from core.scope import scope_of_staff, scope_of_system
from involvement import actions, rules
from involvement.models import Decision, DecisionView, Level, Method, Place
from involvement.models.activities import State
from involvement.reference import load_spectrum

_numbers = count(1)
BY = actors.command("tests")
REASON = "People told us that this matters more than anything else we could do now."


class House:
    """A service with a practitioner, an STR worker, a site, and the reference data that everything needs."""

    def __init__(self, name="Northshire"):
        load_purposes()
        load_access_needs()
        load_spectrum()
        self.service = create_service(
            by=BY, name=name, slug=name.lower(), contact_name="Jo", contact_phone="0161 496 0000"
        )
        with scope_of_system():
            publish_standard_wording(by=BY, service=self.service)
            self.site = add_site(by=BY, service=self.service, name=f"{name} custody", kind="police_custody")
            self.practitioner = self.staff("practitioner")
            self.str_worker = self.staff("str_worker")

    def staff(self, role):
        email = f"{role}{next(_numbers)}@example.org"
        name = role.replace("_", " ").title()
        with scope_of_staff(self.service):
            return add_member(by=BY, service=self.service, email=email, name=name, role=role).user

    def scope(self):
        return scope_of_staff(self.service)

    def client(self, user=None) -> Client:
        client = Client()
        client.force_login(user or self.practitioner, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    @property
    def by(self):
        return actors.staff(self.practitioner)

    # --- People

    def person(self, name="Sam", answer="given", email="sam@example.org", may_say_who=True, **details):
        """A recorded person; with an `email` they may be sent messages."""
        wording = Wording.objects.in_force
        safe = [{"channel": "email", "allowed": True, "may_say_who": may_say_who}] if email else []
        return record_person(
            by=self.by,
            service=self.service,
            details={"name_to_use": name, "email": email, "connection": "uses_now", "age_band": "18_over", **details},
            record_wording=wording(self.service, "record"),
            contact={"answer": answer, "wording": wording(self.service, "contact")},
            safe_contacts=safe,
        )

    # --- Activities

    def plan(self, **changes) -> dict:
        """What plans a consultation."""
        return {
            "title": "How was your time with us?",
            "purpose": "To hear what helps.",
            "domain": "service",
            "level": Level.objects.get(pk=Level.CONSULTATION),
            "method": Method.objects.get(pk="focus_groups"),
            "can_change": "How we work.",
            "cannot_change": "What the law says.",
            "starts_on": timezone.localdate(),
            "where": "The library",
            "lead": self.practitioner,
            "equality_considered": "Step free, with an interpreter.",
            "principles": "Everybody is heard, and nobody has to tell their story.",
            "process": "Somebody rings beforehand, and is there on the day.",
            "impact": "People know what happens next.",
        } | changes

    def activity(self, state=State.PLANNED, **changes):
        """An activity moved to planned, open or running."""
        made = actions.plan_activity(by=self.by, service=self.service, **self.plan(**changes))
        for to in {State.PLANNED: (), State.OPEN: (State.OPEN,), State.RUNNING: (State.OPEN, State.RUNNING)}[state]:
            made = actions.move_activity(by=self.by, activity=made, to=to)
        return made

    def place(self, activity, person, state=Place.State.ACCEPTED):
        held = actions.invite(by=self.by, activity=activity, person=person)
        return actions.answer_invitation(by=self.by, place=held, state=state)

    def session(self, activity, title="Workshop", days_ago=1):
        return actions.plan_session(
            by=self.by, activity=activity, title=title, starts_at=timezone.now() - timedelta(days=days_ago)
        )

    def view(self, activity, words="Tell us what happens next.", theme="Waiting", **rest):
        return actions.record_view(by=self.by, activity=activity, words=words, theme_name=theme, **rest)

    def decision(self, activity, views, **changes):
        details = {
            "you_said": "You want to know what happens next.",
            "outcome": "adopted",
            "we_decided": "Somebody looks in every hour.",
            "rationale": REASON,
            "owner": self.practitioner,
            "due": timezone.localdate() + timedelta(days=30),
        } | changes
        if rules.may_decide(activity):
            return actions.decide(by=self.by, activity=activity, views=views, **details)
        return self._decision_below_the_action(activity, views, details)

    def _decision_below_the_action(self, activity, views, details):
        """A decision that the action refuses to record here, for what rules and triggers say of one that exists."""
        with acting(BY, "draft"):
            decision = Decision.objects.create(
                service=self.service, activity=activity, **details, **deed("recorded", BY)
            )
            for view in views:
                DecisionView.objects.create(service=self.service, decision=decision, view=view)
        return decision

    def publish(self, *decisions):
        return actions.publish_decisions(by=self.by, decisions=list(decisions))

    def give_up(self, telling, why="no_safe_channel"):
        """Note that somebody could not be told, after the tries that the service agreed on."""
        for _ in range(rules.tries_left(telling) if why == "no_safe_channel" else 0):
            actions.note_try(by=self.by, telling=telling, how="face_to_face", came_of_it="not_there")
        return actions.give_up_telling(by=self.by, telling=telling, why=why)

    def partner(self, name="Open Door", **details):
        return actions.add_partner(by=self.by, service=self.service, name=name, kind="voluntary", **details)


def day(name, value) -> dict:
    """A day as the three boxes of a form send it."""
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
