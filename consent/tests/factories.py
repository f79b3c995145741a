"""The smallest valid things of consent, made through the actions. Each needs a scope that may see it."""

import uuid
from datetime import timedelta
from itertools import count

from django.utils import timezone

from consent import actions
from consent.access_needs import load_access_needs
from consent.models import Purpose, Wording
from consent.reference import load_purposes, publish_standard_wording
from core import actions as core_actions
from core import actors, clock
from core.models import User
from core.scope import public_scope, scope, scope_of_staff

_number = count(1)
PASSWORD = "alongside-tests"


def a_command():
    return actors.command("tests")


def make_service(name="Northshire", **details):
    """A service with its purposes and published wordings, so that people can be recorded in it."""
    load_purposes()
    load_access_needs()
    details = {"contact_name": "Ada", "contact_phone": "0161 496 0000", **details}
    slug = f"{name.lower().replace(' ', '-')}-{next(_number)}"
    service = core_actions.create_service(by=a_command(), name=f"{name} {slug}", slug=slug, **details)
    # Some time ago, so that a newer version can take its place today.
    with scope_of_staff(service), clock.at(timezone.now() - timedelta(days=60)):
        publish_standard_wording(by=a_command(), service=service)
    return service


def make_site(service, name=""):
    name = name or f"Site {next(_number)}"
    return core_actions.add_site(by=a_command(), service=service, name=name, kind="police_custody")


def make_user(name="Priya Shah", email=""):
    email = email or f"user{next(_number)}@example.org"
    user = User(email=email, name=name)
    user.set_unusable_password()
    with_history(user.save, "make user")
    return user


def with_history(save, name):
    from core.history import acting

    with acting(a_command(), name):
        save()


def make_staff(service, role="practitioner", name="Priya Shah"):
    """Somebody with a role in a service."""
    email = f"{role}{next(_number)}@example.org"
    with scope_of_staff(service):
        return core_actions.add_member(by=a_command(), service=service, email=email, name=name, role=role).user


def wording(service, purpose=Purpose.RECORD):
    return Wording.objects.in_force(service, purpose)


def publish_next(by, old, **words):
    """The next version of a wording, in force from today, with some of its words changed. Returns it."""
    line = {"purpose_key": old.purpose_id, "language": old.language, "format": old.format}
    draft = actions.start_wording(by=by, service=old.service, **line)
    actions.change_wording(by=by, wording=draft, words={"what_we_do": "New words", **words})
    return actions.publish_wording(by=by, wording=draft, day=timezone.localdate())


def make_person(service, by=None, contact="given", ways=("telephone",), not_before=None, **details):
    """A person who agreed that their information is held. `contact`: their answer; `ways`: safe ways of contact."""
    defaults = {"name_to_use": "Sam", "connection": "uses_now", "phone": "0161 496 0001", "email": "sam@example.org"}
    if not details.get("date_of_birth"):
        defaults["age_band"] = "18_over"
    answer = {"answer": contact, "wording": wording(service, Purpose.CONTACT), "not_before": not_before}
    if contact == "not_asked":
        answer["not_asked_reason"] = "no_time"
    return actions.record_person(
        by=by or a_command(),
        service=service,
        details={**defaults, **details},
        record_wording=wording(service),
        contact=answer,
        safe_contacts=[{"channel": channel, "allowed": True} for channel in ways],
    )


def make_registration(service, key=None, **answers):
    """Interest registered on the public form, in the scope of the public form.

    With `age_band="10_15"` of somebody under 16; with `filled_in_by="away"` of a helper who is alone.
    """
    key = key or uuid.uuid4()
    child, away = answers.get("age_band") == "10_15", answers.get("filled_in_by") == "away"
    reached = {"name_to_use": "Kit", "channel": "text", "phone": "07700 900123"}
    defaults = {
        **({} if away else {"age_band": "18_over", **reached}),
        **({} if away or child else {"connection": "used_before", "wishes": ["say"]}),
        **({"talk_to": "nobody"} if child else {}),
        **({"helper_name": "Jo", "helper_phone": "07700 900124"} if away else {}),
    }
    with scope(public_scope(service, record=key)):
        if child or away:
            defaults["words_shown"] = "What was shown"
        else:
            defaults["record_wording"] = wording(service)
            defaults["contact_wording"] = wording(service, Purpose.CONTACT)
        values = {**defaults, **answers}
        return actions.register_interest(by=actors.public_form(), service=service, key=key, answers=values)


def make_account(service, person, name="Sam"):
    """A service user who can sign in to their own page. Returns the user."""
    user = make_user(name)
    actions.give_account(by=a_command(), user=user, person=person)
    return user


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


# The smallest complete assessments and decision, as the database asks for them.
COMPETENT = {
    **dict.fromkeys(
        ["understands_information", "understands_consequences", "weighs", "free_of_pressure", "steady"], True
    ),
    "evidence": "Said it back in their own words",
    "may_tell": "nobody",
    "outcome": "competent",
}
NOT_COMPETENT = COMPETENT | {"weighs": False, "outcome": "not_competent"}
HAS_CAPACITY = {
    **dict.fromkeys(["presumed", "unwise_allowed", "for_them", "least_restrictive"], True),
    **dict.fromkeys(["understands", "retains", "weighs", "communicates"], True),
    "decision": "Whether we may contact them",
    "outcome": "has",
}
LACKS_CAPACITY = HAS_CAPACITY | {
    **dict.fromkeys(["understands_why", "retains_why", "weighs_why", "communicates_why"], "What was seen"),
    **dict.fromkeys(["help_given", "impairment", "causal_link", "why_now"], "What was said"),
    "retains": False,
    "outcome": "lacks",
}
IN_FAVOUR = {
    "not_by_appearance": True,
    **dict.fromkeys(["circumstances", "may_regain", "took_part", "wishes", "beliefs"], "What was found"),
    **dict.fromkeys(["consulted", "less_restrictive", "why"], "What was weighed"),
    "in_favour": True,
}
