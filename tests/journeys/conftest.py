"""What the journeys share: a service with its people, made through the actions, and somebody at a browser."""

import pytest

from consent.actions import give_account, record_person
from consent.models import Wording
from core import actors
from core.actions import add_member, add_user
from core.scope import scope_of_staff
from governance.demo.build import PASSWORD as DEMONSTRATION_PASSWORD
from involvement.tests.factories import BY, House
from tests.browser import PHONE
from tests.database import a_copy
from tests.journeys.somebody import PASSWORD, Somebody, SomebodyAtTheKeyboard, SomebodyWithoutJavascript

A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
STAFF = {
    "practitioner": "Priya Practitioner",
    "str_worker": "Stevie Support",
    "manager": "Morgan Manager",
    "ig_lead": "Ines Governance",
    "commissioner": "Chris Commissioner",
}


@pytest.fixture
def at_a_desk(page, axe):
    """Somebody at a desk with a wide screen."""
    return Somebody(page, axe)


@pytest.fixture
def on_a_phone(phone, axe):
    return Somebody(phone, axe)


@pytest.fixture
def without_javascript(another_page, axe):
    """Somebody on a phone whose network lets no scripts through."""
    return SomebodyWithoutJavascript(another_page(java_script_enabled=False, **A_PHONE), axe)


@pytest.fixture
def at_the_keyboard(page, axe):
    return SomebodyAtTheKeyboard(page, axe)


@pytest.fixture
def somebody_else(another_page, axe):
    """`somebody_else()`: one more person with a browser of their own; `on_a_phone=True` for a small one."""

    def arrive(on_a_phone=False):
        return Somebody(another_page(**A_PHONE if on_a_phone else {}), axe)

    return arrive


@pytest.fixture
def northshire(transactional_db, settings, tmp_path):
    """A service with a practitioner, an STR worker and a site. What else a story needs, it makes itself."""
    settings.SMS_FILE_PATH = tmp_path / "sms"
    return Northshire()


@pytest.fixture
def demonstration(world_to_copy, transactional_db, settings, tmp_path):
    """The whole demonstration, as `make run` shows it: two services, the paper's case study. Gives its password."""
    settings.SMS_FILE_PATH = tmp_path / "sms"
    with a_copy(world_to_copy):
        yield DEMONSTRATION_PASSWORD


class Northshire(House):
    """The service of the stories. Everybody in it can sign in."""

    def staff(self, role):
        with scope_of_staff(self.service):
            name = STAFF[role]
            email = f"{name.split()[0].lower()}@example.org"
            return add_member(by=BY, service=self.service, email=email, name=name, role=role, password=PASSWORD).user

    def records(self, name, contact="given", ways=("telephone",), not_before=None, says_who=True, **details):
        """A person recorded with their agreement. `contact`: what they answered; `ways`: which ways are safe."""
        wording = Wording.objects.in_force
        answer = {"answer": contact, "wording": wording(self.service, "contact"), "not_before": not_before}
        if contact == "not_asked":
            answer["not_asked_reason"] = "no_time"
        return record_person(
            by=self.by,
            service=self.service,
            details={"name_to_use": name, "connection": "uses_now", "age_band": "18_over", **details},
            record_wording=wording(self.service, "record"),
            contact=answer,
            safe_contacts=[{"channel": way, "allowed": True, "may_say_who": says_who} for way in ways],
        )

    def gives_an_account(self, person, email):
        user = add_user(by=BY, email=email, name=person.name_to_use, password=PASSWORD)
        give_account(by=actors.command("tests"), user=user, person=person)
        return user
