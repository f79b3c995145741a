"""A deed says when it was done and by whom, and the database holds the two together."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core import actions, actors, clock
from core.deeds import Deed, deed, done, who_did
from core.history import acting
from core.models import Membership, User
from core.scope import scope_of_staff

BY = actors.command("tests")
OTHERS = [
    actors.public_form(),
    actors.task("sender"),
    BY,
    actors.Actor(kind="link"),
    actors.Actor(kind="person", name="person 7"),
]
kind_of = lambda actor: str(actor.kind)  # noqa: E731


def test_a_deed_of_staff_names_the_user_and_no_kind():
    user = User(pk=7)
    assert {**deed("told", actors.staff(user)), "told_at": None} == {
        "told_at": None,
        "told_by": user,
        "told_by_kind": "",
    }


@pytest.mark.parametrize("actor", OTHERS, ids=kind_of)
def test_a_deed_of_anybody_else_names_the_kind_and_no_user(actor):
    values = deed("told", actor)
    assert (values["told_by"], values["told_by_kind"]) == (None, actor.kind)


@pytest.mark.parametrize("actor", OTHERS, ids=kind_of)
def test_every_actor_has_a_name_for_history(actor):
    named = actor.for_history()
    assert named["kind"] == actor.kind and named["name"]


def test_a_deed_is_done_now_unless_a_moment_is_given():
    before = timezone.now()
    assert before <= deed("told", BY)["told_at"] <= timezone.now()
    moment = before - timedelta(days=3)
    assert deed("told", BY, moment)["told_at"] == moment


def test_the_clock_of_the_demonstration_dates_deeds_and_stops_after_its_block():
    moment = timezone.now() - timedelta(days=400)
    with clock.at(moment):
        assert deed("told", BY)["told_at"] == moment
        with clock.at(moment + timedelta(days=1)):
            assert clock.now() == moment + timedelta(days=1)
        assert clock.now() == moment
    assert clock.now() > moment + timedelta(days=399)


def test_the_clock_goes_on_after_a_failure():
    with pytest.raises(ZeroDivisionError), clock.at(timezone.now() - timedelta(days=400)):
        raise ZeroDivisionError
    assert timezone.now() - clock.now() < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"ended_by": User(pk=7, name="Ada Moss", email="ada@example.org")}, "Ada Moss"),
        ({"ended_by": User(pk=7, name="", email="ada@example.org")}, "ada@example.org"),
        ({"ended_by_kind": "public"}, "the public form"),
        ({"ended_by_kind": "person"}, "the person themselves"),
        ({}, ""),
    ],
    ids=["by name", "by email where there is no name", "the public form", "the person", "not done"],
)
def test_who_did_it_in_words(values, name):
    assert who_did(Membership(**values), "ended") == name


def test_doing_a_deed_again_by_somebody_else_leaves_no_trace_of_the_first_actor():
    membership = Membership()
    done(membership, "ended", actors.staff(User(pk=7)))
    done(membership, "ended", BY)
    assert (membership.ended_by, membership.ended_by_kind) == (None, "command")


def test_a_model_lists_its_deeds():
    assert set(Membership.deeds) == {"recorded", "ended"}


def test_a_deed_on_an_abstract_model_is_refused():
    with pytest.raises(TypeError, match="concrete"):

        class Wrong(models.Model):
            recorded = Deed()

            class Meta:
                abstract = True
                app_label = "core"


# In the database. `ended` may be empty, `recorded` may not.
NOW, NOBODY, UNKNOWN = timezone.now(), None, "somebody"
WHOLE = [(NOW, "user", ""), (NOW, NOBODY, "task")]
BROKEN = [
    (NOW, NOBODY, ""),
    (NOW, "user", "task"),
    (NOW, NOBODY, UNKNOWN),
    (None, "user", ""),
    (None, NOBODY, "task"),
    (None, "user", "task"),
]


@pytest.fixture
def membership(db):
    service = actions.create_service(by=BY, name="Testshire", slug="testshire")
    with scope_of_staff(service):
        yield actions.add_member(by=BY, service=service, email="a@example.org", name="A", role="finance")


def set_deed(membership, name, at, by, kind):
    somebody = by and actions.add_user(by=BY, email="somebody@example.org", name="Somebody else")
    values = {f"{name}_at": at, f"{name}_by": somebody, f"{name}_by_kind": kind}
    with acting(BY, "set_deed"), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(**values)


@pytest.mark.parametrize("values", WHOLE)
@pytest.mark.parametrize("name", Membership.deeds)
def test_a_moment_with_exactly_one_actor_is_stored(membership, name, values):
    set_deed(membership, name, *values)


def test_a_deed_still_to_be_done_is_empty(membership):
    set_deed(membership, "ended", None, NOBODY, "")


@pytest.mark.parametrize("values", BROKEN)
@pytest.mark.parametrize("name", Membership.deeds)
def test_a_deed_without_its_moment_or_its_one_actor_is_refused(membership, name, values):
    with pytest.raises(IntegrityError) as error:
        set_deed(membership, name, *values)
    if name == "ended" or values[0] is not None:
        assert error.value.__cause__.diag.constraint_name == f"core_membership_{name}_deed"
